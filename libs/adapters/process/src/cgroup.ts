import { readFileSync, writeFileSync } from 'node:fs';
import { rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { signal } from './process-tree';

/** A folder in one cgroup hierarchy. */
export interface CgroupFolder {
  readonly path: string;
  /** Names of the files that set a limit. */
  readonly limits: { readonly memory?: readonly string[]; readonly noSwap?: readonly string[]; readonly pids?: string };
  /** It has `cgroup.kill` and `cgroup.freeze`. */
  readonly control: boolean;
}

const MEMBERS = 'cgroup.procs';
const POLL_MS = 2;
/** The kernel empties a cgroup within milliseconds of a kill. */
const EMPTY_WITHIN_MS = 5000;

/** Content of a file, `''` when it cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The cgroups of one container, one folder per hierarchy. */
export class Cgroup {
  readonly #control: string | undefined;

  constructor(private readonly folders: readonly CgroupFolder[]) {
    this.#control = folders.find(({ control }) => control)?.path;
  }

  get paths(): readonly string[] {
    return this.folders.map(({ path }) => path);
  }

  /** Makes a process a member, and with it all it forks later. @throws Error of the file system */
  async join(pid: number): Promise<void> {
    for (const path of this.paths) await writeFile(join(path, MEMBERS), `${pid}`);
  }

  get limitsMemory(): boolean {
    return this.folders.some(({ limits }) => limits.memory !== undefined);
  }

  get pids(): number[] {
    const [path] = this.paths;
    return path === undefined ? [] : readText(join(path, MEMBERS)).split('\n').filter(Boolean).map(Number);
  }

  /** The kernel killed a member because of the memory limit. */
  get ranOutOfMemory(): boolean {
    return this.paths.some((path) =>
      /^oom_kill [1-9]/m.test(readText(join(path, 'memory.events')) + readText(join(path, 'memory.oom_control'))),
    );
  }

  /** Freezes or thaws all members, those forked meanwhile included. False when that is not possible here. */
  async freeze(frozen: boolean): Promise<boolean> {
    if (this.#control === undefined || !written(join(this.#control, 'cgroup.freeze'), frozen ? '1' : '0')) return false;
    const events = join(this.#control, 'cgroup.events');
    const deadline = Date.now() + EMPTY_WITHIN_MS;
    while (!readText(events).includes(`frozen ${frozen ? 1 : 0}`) && Date.now() < deadline) await wait(POLL_MS);
    return true;
  }

  /** Kills all members, frozen ones too. */
  kill(): void {
    if (this.#control !== undefined && written(join(this.#control, 'cgroup.kill'), '1')) return;
    for (const pid of this.pids) signal(pid, 'SIGKILL');
  }

  /** Kills until no member is left, then removes the folders. False when it could not be emptied in time. */
  async remove(): Promise<boolean> {
    const deadline = Date.now() + EMPTY_WITHIN_MS;
    for (const path of this.paths) {
      while (!(await removed(path))) {
        if (Date.now() > deadline) return false;
        this.kill();
        await wait(POLL_MS);
      }
    }
    return true;
  }
}

/** False when the folder is gone, or has no such file. */
function written(file: string, text: string): boolean {
  try {
    writeFileSync(file, text);
    return true;
  } catch {
    return false;
  }
}

async function removed(path: string): Promise<boolean> {
  try {
    await rmdir(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
