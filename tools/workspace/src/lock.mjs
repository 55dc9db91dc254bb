import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal, say } from './refusal.mjs';

const pollMs = 200;
const patienceMs = 15 * 60_000;

/**
 * Does `work` while nobody else does work under the same lock file; waits for whoever does.
 * The lock of a process that no longer lives is taken over.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ pause: () => Promise<unknown>, announce: (text: string) => void }} [waiting] between two looks at the lock,
 * and once before the first
 * @returns {Promise<T>}
 * @throws {Refusal} if the holder lives but does not come to an end
 */
export async function alone(file, work, { pause, announce } = { pause: () => sleep(pollMs), announce: say }) {
  mkdirSync(dirname(file), { recursive: true });
  const deadline = Date.now() + patienceMs;
  let announced = false;
  while (!take(file)) {
    const holder = holderOf(file);
    if (holder === undefined) continue;
    if (Date.now() > deadline) throw new Refusal(`process ${holder} has been preparing for too long; see ${file}`);
    if (!announced) announce(`another command is preparing this workspace (process ${holder}); waiting for it`);
    announced = true;
    await pause();
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * Linking makes the lock appear with its content at once: nobody reads a lock without a holder.
 * @param {string} file
 */
function take(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own);
  }
}

/**
 * The living holder; undefined if there is none, after clearing what a dead one left.
 * @param {string} file
 * @returns {number | undefined}
 */
function holderOf(file) {
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    if (isAlive(holder)) return holder;
    rmSync(file, { force: true });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
  }
  return undefined;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
