import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cgroup } from './cgroup';
import type { ContainerFolder } from './folders';
import { GATE_FD, INFO_FD, READY_FD, type Launch } from './launch';
import { keepRecord } from './leftovers';
import { descendants, signal, startTime, strays } from './process-tree';

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a process is started with. */
export interface ProcessParts {
  readonly launch: Launch;
  readonly folder: ContainerFolder;
  readonly cgroup: Cgroup | undefined;
  /** It is the monitor of a sandbox: all below it ends with the first of them. */
  readonly sandboxed: boolean;
  /** Descriptors its output goes to. */
  readonly stdout: number;
  readonly stderr: number;
}

/** Limits that cost nothing here: 1024 open files, no core dumps. */
const LIMITED = '{ ulimit -c 0; ulimit -n 1024; } 2> /dev/null; exec "$@"';
const KILL_POLL_MS = 5;
const KILL_WITHIN_MS = 5000;

/** The process of a container, with all its descendants. */
export class ActionProcess {
  /** Resolves when it ended, for whatever reason. */
  readonly exit: Promise<ProcessExit>;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #start: string;
  #status: ProcessExit | undefined;
  #listens = false;

  /** @throws Error when no process could be made */
  constructor(private readonly parts: ProcessParts) {
    const { launch } = parts;
    this.#child = spawn('/bin/sh', ['-c', LIMITED, 'sh', ...launch.command], {
      cwd: launch.workingFolder,
      env: launch.environment,
      stdio: ['ignore', parts.stdout, parts.stderr, 'pipe', ...(launch.gate ? (['pipe', 'pipe'] as const) : [])],
      // A session of its own: Ctrl-C in the platform's terminal is not for actions.
      detached: true,
    });
    // That a pipe breaks is told by the exit of the process.
    for (const pipe of this.#stdio.slice(READY_FD)) pipe?.on('error', () => undefined);
    this.exit = new Promise((resolve) => {
      this.#child.once('exit', (code, name) => resolve({ code, signal: name }));
      this.#child.once('error', () => resolve({ code: null, signal: null }));
    });
    void this.exit.then((status) => (this.#status = status));
    if (this.#child.pid === undefined) throw new Error('no process could be started');
    this.pid = this.#child.pid;
    this.#start = startTime(this.pid) ?? '';
    keepRecord(parts.folder, { pid: this.pid, start: this.#start, cgroups: parts.cgroup?.paths ?? [] });
  }

  /** How it ended, once it did. */
  get status(): ProcessExit | undefined {
    return this.#status;
  }

  /** Resolves with true once the proxy listens, with false if it ended before or the time is over. */
  async ready(timeout: number): Promise<boolean> {
    const pipe = this.#stdio[READY_FD] as Readable;
    const abort = new AbortController();
    const listens = new Promise<void>((resolve) => pipe.once('data', () => resolve()));
    try {
      return await Promise.race([
        Promise.all([listens, this.parts.cgroup && this.#join(this.parts.cgroup)]).then(() => (this.#listens = true)),
        this.exit.then(() => false),
        wait(timeout, false, { signal: abort.signal }),
      ]);
    } finally {
      abort.abort();
      this.#stdio.slice(READY_FD).forEach((stream) => stream?.destroy());
    }
  }

  /**
   * Puts the process into its cgroups. The kernel takes its time for the first of it, so it happens while the sandbox is
   * being set up or the interpreter boots. A sandbox, which may have forked meanwhile, waits at its gate before it runs
   * anything; without one, there is but a single process until it listens.
   */
  async #join(cgroup: Cgroup): Promise<void> {
    const joined = joinIfAlive(cgroup, this.pid);
    if (!this.parts.launch.gate) return joined;
    const [first] = await Promise.all([firstProcess(this.#stdio[INFO_FD] as Readable), joined]);
    await joinIfAlive(cgroup, first);
    (this.#stdio[GATE_FD] as Writable).end('.');
  }

  /** Node's type knows no descriptor above 4. */
  get #stdio(): readonly (Readable | Writable | null | undefined)[] {
    return this.#child.stdio;
  }

  /** All its processes. */
  members(): number[] {
    const { cgroup, sandboxed, folder } = this.parts;
    if (cgroup) return cgroup.pids;
    const tree = this.#status ? [] : [this.pid, ...descendants(this.pid)];
    if (sandboxed) return tree.slice(1);
    return [...new Set([...tree, ...strays(folder.path, { pid: this.pid, start: this.#start })])];
  }

  /** Stops or continues all its processes. */
  async freeze(frozen: boolean): Promise<void> {
    if (await this.parts.cgroup?.freeze(frozen)) return;
    // A second look finds what was forked during the first.
    for (let round = 0; round < 2; round++) {
      for (const pid of this.members()) signal(pid, frozen ? 'SIGSTOP' : 'SIGCONT');
    }
  }

  /** Kills what is known at once, without waiting; for the end of the platform process. */
  killNow(): void {
    this.parts.cgroup?.kill();
    if (!this.#status) signal(this.pid, 'SIGKILL');
  }

  /** Kills all its processes. Resolves when they are gone, or do not go whatever is done; never rejects. */
  async kill(): Promise<void> {
    const { cgroup, sandboxed, folder } = this.parts;
    if (cgroup) this.killNow();
    else await this.#killUntilGone(() => this.#alive());
    await Promise.race([this.exit, wait(KILL_WITHIN_MS, undefined, { ref: false })]);
    await cgroup?.remove();
    // The first process of a sandbox that is still being made may be in no cgroup, and outlive the monitor.
    if (sandboxed && !this.#listens) await this.#killUntilGone(() => strays(folder.path));
  }

  /** What to kill, where there is no cgroup. */
  #alive(): number[] {
    const members = this.members();
    if (!this.parts.sandboxed) return members;
    // The first process of a sandbox takes all others with it, and the monitor ends by itself.
    if (this.#status) return [];
    return members.length > 0 ? members : [this.pid];
  }

  async #killUntilGone(alive: () => number[]): Promise<void> {
    const deadline = Date.now() + KILL_WITHIN_MS;
    for (let left = alive(); left.length > 0 && Date.now() < deadline; left = alive()) {
      for (const pid of left) signal(pid, 'SIGKILL');
      await Promise.race([wait(KILL_POLL_MS), ...(this.#status ? [] : [this.exit])]);
    }
  }
}

async function joinIfAlive(cgroup: Cgroup, pid: number): Promise<void> {
  try {
    await cgroup.join(pid);
  } catch (error) {
    // No such process: that it ended is told by its exit.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The process that bwrap runs in the sandbox, as a JSON text tells. */
function firstProcess(pipe: Readable): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    pipe.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const pid = /"child-pid": *(\d+)[,}\s]/.exec(text)?.[1];
      if (pid !== undefined) resolve(Number(pid));
    });
  });
}
