import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cgroup } from './cgroup';
import type { ContainerFolder } from './folders';
import { GATE_FD, INFO_FD, READY_FD, type Launch } from './launch';
import { keepRecord } from './leftovers';
import { descendants, groupMembers, signal, startTime, type KnownProcess } from './process-tree';
import { findStrays } from './strays';

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
  /** It is the monitor of a sandbox, which no process leaves. */
  readonly sandboxed: boolean;
  /** Descriptors its output goes to. */
  readonly stdout: number;
  readonly stderr: number;
}

/** Limits that cost nothing here: 1024 open files, no core dumps. */
const LIMITED = '{ ulimit -c 0; ulimit -n 1024; } 2> /dev/null; exec "$@"';
/** What a proxy writes when it listens and keeps to the line of `docker/runtimes/nodejs/run-line.cjs`. */
const READY_WITH_LINE = 'ready, with a line';
const KILL_POLL_MS = 5;
const KILL_WITHIN_MS = 5000;

/** The process of a container, with all its descendants. */
export class ActionProcess {
  /** Resolves when it ended, for whatever reason. */
  readonly exit: Promise<ProcessExit>;
  readonly #child: ChildProcess;
  readonly #self: KnownProcess;
  #status: ProcessExit | undefined;
  #hasLine = false;

  /** @throws Error when no process could be made */
  constructor(private readonly parts: ProcessParts) {
    const { launch } = parts;
    this.#child = spawn('/bin/sh', ['-c', LIMITED, 'sh', ...launch.command], {
      cwd: launch.workingFolder,
      env: launch.environment,
      stdio: ['ignore', parts.stdout, parts.stderr, 'pipe', ...(launch.gate ? (['pipe', 'pipe'] as const) : [])],
      // A session and a process group of its own: Ctrl-C in the platform's terminal is not for actions, and they have no
      // terminal to write to.
      detached: true,
    });
    // That a pipe breaks is told by the exit of the process.
    for (const pipe of this.#stdio.slice(READY_FD)) pipe?.on('error', () => undefined);
    this.exit = new Promise((resolve) => {
      this.#child.once('exit', (code, name) => resolve({ code, signal: name }));
      this.#child.once('error', () => resolve({ code: null, signal: null }));
    });
    void this.exit.then((status) => (this.#status = status));
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('no process could be started');
    this.#self = { pid, start: startTime(pid) ?? '' };
    keepRecord(parts.folder, { process: this.#self, cgroups: parts.cgroup?.paths ?? [] });
  }

  /** How it ended, once it did. */
  get status(): ProcessExit | undefined {
    return this.#status;
  }

  /** The proxy said that it lets runs stand in line. Known when it is ready. */
  get hasLine(): boolean {
    return this.#hasLine;
  }

  /** Resolves with true once the proxy listens, with false if it ended before or the time is over. */
  async ready(timeout: number): Promise<boolean> {
    const pipe = this.#stdio[READY_FD] as Readable;
    const abort = new AbortController();
    const listens = new Promise<void>((resolve) => {
      pipe.once('data', (said: Buffer) => {
        this.#hasLine = said.toString().startsWith(READY_WITH_LINE);
        resolve();
      });
    });
    try {
      return await Promise.race([
        Promise.all([listens, this.parts.cgroup && this.#join(this.parts.cgroup)]).then(() => true),
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
    const joined = joinIfAlive(cgroup, this.#self.pid);
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
  async members(): Promise<number[]> {
    const { cgroup, sandboxed, folder } = this.parts;
    if (cgroup) return cgroup.pids;
    const tree = this.#status ? [] : [this.#self.pid, ...descendants(this.#self.pid)];
    const others = sandboxed ? [] : await findStrays(folder.path, this.#self.start);
    return [...new Set([...tree, ...groupMembers(this.#self), ...others])];
  }

  /** Stops or continues all its processes. */
  async freeze(frozen: boolean): Promise<void> {
    if (await this.parts.cgroup?.freeze(frozen)) return;
    // A second look finds what was forked during the first.
    for (let round = 0; round < 2; round++) {
      for (const pid of await this.members()) signal(pid, frozen ? 'SIGSTOP' : 'SIGCONT');
    }
  }

  /**
   * Kills what can be killed at once. Of a sandbox that is all: its first process is in the group of its monitor, from
   * the moment it is made, and takes all others with it.
   */
  killNow(): void {
    this.parts.cgroup?.kill();
    if (!this.#status) signal(-this.#self.pid, 'SIGKILL');
  }

  /** Kills all its processes. Resolves when they are gone, or do not go whatever is done; never rejects. */
  async kill(): Promise<void> {
    this.killNow();
    await Promise.race([this.exit, wait(KILL_WITHIN_MS, undefined, { ref: false })]);
    if (this.parts.cgroup) await this.parts.cgroup.remove();
    else await this.#killMembers();
  }

  async #killMembers(): Promise<void> {
    const deadline = Date.now() + KILL_WITHIN_MS;
    for (let left = await this.members(); left.length > 0 && Date.now() < deadline; left = await this.members()) {
      for (const pid of left) signal(pid, 'SIGKILL');
      await wait(KILL_POLL_MS);
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
