import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A server to start. */
export interface ServerCommand {
  /** What it is called in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Its output goes there, appended. */
  readonly logFile: string;
  /** Resolves with true once it answers. Asked again and again. */
  readonly ready: () => Promise<boolean>;
  /** Default 60,000. */
  readonly readyWithinMs?: number;
}

const POLL_MS = 100;
const STOP_WITHIN_MS = 15_000;
const LOG_TAIL_CHARS = 2000;

/** A server process that can be stopped or killed. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exit = once(child, 'exit');
  }

  /** @throws Error with the end of its log if it ends or does not become ready in time */
  static async start(server: ServerCommand): Promise<ServerProcess> {
    mkdirSync(dirname(server.logFile), { recursive: true });
    const log = openSync(server.logFile, 'a');
    const child = spawn(server.command, server.args, {
      stdio: ['ignore', log, log],
      detached: true,
      cwd: server.cwd,
      env: { ...process.env, ...server.environment },
    });
    closeSync(log);
    await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error as Error))]);
    const started = new ServerProcess(child);
    await started.#becomeReady(server);
    return started;
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** SIGTERM, then SIGKILL if it does not go. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Stops it from running until {@link ServerProcess.thaw}: what a stalled machine looks like to others. */
  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    this.#signal(signal);
    const gone = await Promise.race([this.#exit.then(() => true), wait(STOP_WITHIN_MS, false, { ref: false })]);
    if (gone) return;
    this.#signal('SIGKILL');
    await this.#exit;
  }

  /** To its whole group: a launcher script passes nothing on. */
  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  async #becomeReady({ name, ready, readyWithinMs = 60_000, logFile }: ServerCommand): Promise<void> {
    const deadline = Date.now() + readyWithinMs;
    while (this.running && Date.now() < deadline) {
      if (await ready().catch(() => false)) return;
      await wait(POLL_MS);
    }
    const what = this.running ? `is not ready after ${readyWithinMs} ms` : 'ended at its start';
    await this.kill();
    throw new Error(`${name} ${what}. The end of ${logFile}:\n${readFileSync(logFile, 'utf8').slice(-LOG_TAIL_CHARS)}`);
  }
}
