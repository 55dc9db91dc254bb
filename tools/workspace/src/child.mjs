import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const forwarded = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * How a child ended.
 * @typedef {object} Ending
 * @property {number} code exit code; 127 if it could not be started, 128 + n if signal n ended it
 * @property {string} output what it printed, when captured; else empty
 * @property {boolean} stopped whether this process was asked to stop meanwhile
 */

/**
 * Runs a program without standard input. A signal sent to this process is passed on, and the program's end awaited.
 * @param {string[]} command program and arguments
 * @param {object} options
 * @param {string} options.cwd
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.capture] keeps the output back instead of showing it
 * @param {boolean} [options.ownGroup] passes signals on to the program's own children too (jest's workers, a suite's
 * servers); then a kill of this process's group does not reach it
 * @returns {Promise<Ending>}
 */
export function runChild([program = '', ...args], { cwd, env = process.env, capture = false, ownGroup = false }) {
  const stdio = capture ? 'pipe' : 'inherit';
  const child = spawn(program, args, { cwd, env, detached: ownGroup, stdio: ['ignore', stdio, stdio] });
  let output = '';
  let stopped = false;
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));

  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    stopped = true;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(ownGroup ? -child.pid : child.pid, signal);
  };
  for (const signal of forwarded) process.on(signal, forward);

  return new Promise((resolve) => {
    /** @param {number} code */
    const end = (code) => {
      for (const signal of forwarded) process.off(signal, forward);
      resolve({ code, output, stopped });
    };
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('close', (code, signal) => end(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
