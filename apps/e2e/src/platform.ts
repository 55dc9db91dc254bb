import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const workspace = join(__dirname, '../../..');
const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 30_000;

/** The platform as an operator starts it: its own process, driven over HTTP only. */
export interface RunningPlatform {
  readonly apihost: string;
  readonly auth: string;
  readonly pid: number;
  readonly dataFolder: string;
  /** What it wrote to standard error. */
  stderr(): string;
  /** SIGTERM, and waits for the end. @returns the exit code */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly dataFolder?: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A fresh folder below the system's temporary folder. */
export function freshFolder(prefix = 'whisker-e2e-'): string {
  return mkdtempSync(join(tmpdir(), prefix));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Starts the built platform on a free port. @throws with what it wrote if it does not get ready */
export async function startPlatform(options: StartOptions = {}): Promise<RunningPlatform> {
  const dataFolder = options.dataFolder ?? freshFolder();
  const child = spawnWhisker(
    ['up', '--json', '--port', '0', '--data', dataFolder, ...(options.flags ?? [])],
    options.env,
  );
  let errors = '';
  child.stderr?.on('data', (part: Buffer) => (errors += part.toString()));
  const line = await firstLine(child).catch((reason: Error) => {
    child.kill('SIGKILL');
    throw new Error(`the platform did not start: ${reason.message}\n${errors}`);
  });
  const { apihost, auth, pid } = JSON.parse(line) as { apihost: string; auth: string; pid: number };
  return {
    apihost,
    auth,
    pid,
    dataFolder,
    stderr: () => errors,
    stop: () => end(child, 'SIGTERM'),
    kill: async () => void (await end(child, 'SIGKILL')),
  };
}

/** The `whisker` command with the pinned Node, its output in pipes. */
export function spawnWhisker(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [join(workspace, 'dist/whisker/main.cjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready within ${READY_WITHIN_MS} ms`)), READY_WITHIN_MS);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', (line) =>
      settle(() => resolve(line)),
    );
    child.once('exit', (code) => settle(() => reject(new Error(`it ended with code ${code}`))));
  });
}

function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`it did not end within ${STOPPED_WITHIN_MS} ms of ${signal}`));
    }, STOPPED_WITHIN_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
    child.kill(signal);
  });
}
