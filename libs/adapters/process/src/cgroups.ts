import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { Cgroup, readText, type CgroupFolder } from './cgroup';

const run = promisify(execFile);

/** What the cgroups of this machine can do for a container. */
export interface CgroupAbilities {
  readonly memoryLimit: boolean;
  readonly pidsLimit: boolean;
  /** Freezes and kills all processes of a container at once. */
  readonly control: boolean;
}

/** Bounds of one container. */
export interface CgroupLimits {
  readonly memoryBytes: number;
  readonly pids: number;
}

let probes = 0;

/**
 * Makes cgroups below the one this process is in, of version 2, version 1 or both side by side. Whatever a machine does
 * not allow is left out: without any of it containers are watched and killed by `/proc` and signals.
 */
export class Cgroups {
  readonly abilities: CgroupAbilities;

  private constructor(private readonly parents: readonly CgroupFolder[]) {
    this.abilities = {
      memoryLimit: parents.some(({ limits }) => limits.memory !== undefined),
      pidsLimit: parents.some(({ limits }) => limits.pids !== undefined),
      control: parents.some(({ control }) => control),
    };
  }

  /** Tries out what is allowed: makes a cgroup of each kind and lets a process join it. */
  static async probe(): Promise<Cgroups | undefined> {
    const name = `whisker-probe-${process.pid}-${probes++}`;
    const made = ownFolders().flatMap((parent) => examine(parent, name));
    const joinable = await Promise.all(made.map((folder) => canJoin(join(folder.path, name))));
    await new Cgroup(made.map((folder) => ({ ...folder, path: join(folder.path, name) }))).remove();
    const usable = made.filter((_, index) => joinable[index]);
    return usable.length > 0 ? new Cgroups(usable) : undefined;
  }

  /** Folders that `create` makes. */
  paths(name: string): string[] {
    return this.parents.map(({ path }) => join(path, name));
  }

  /** @throws Error of the file system */
  create(name: string, bounds: CgroupLimits): Cgroup {
    return new Cgroup(this.parents.map((parent) => makeFolder(parent, name, bounds)));
  }
}

function makeFolder(parent: CgroupFolder, name: string, bounds: CgroupLimits): CgroupFolder {
  const path = join(parent.path, name);
  mkdirSync(path);
  for (const file of parent.limits.memory ?? []) writeFileSync(join(path, file), `${bounds.memoryBytes}`);
  for (const file of parent.limits.noSwap ?? []) writeFileSync(join(path, file), '0');
  if (parent.limits.pids) writeFileSync(join(path, parent.limits.pids), `${bounds.pids}`);
  return { ...parent, path };
}

/** Own cgroup of each mounted hierarchy that is of use. */
function ownFolders(): { path: string; unified: boolean }[] {
  const memberships = readText('/proc/self/cgroup').split('\n');
  return readText('/proc/self/mountinfo')
    .split('\n')
    .flatMap((line) => {
      const mount = parseMount(line);
      const own =
        mount &&
        memberships
          .find((entry) => matches(entry, mount))
          ?.split(':')
          .slice(2)
          .join(':');
      if (own === undefined || mount === undefined || own.startsWith('/..')) return [];
      // A container's mount shows a part of the hierarchy only.
      const path = join(mount.point, posix.relative(mount.root, own));
      return path.startsWith(mount.point) && existsSync(path)
        ? [{ path, unified: mount.controllers.length === 0 }]
        : [];
    });
}

interface CgroupMount {
  readonly root: string;
  readonly point: string;
  /** Empty for version 2. */
  readonly controllers: readonly string[];
}

function parseMount(line: string): CgroupMount | undefined {
  const [before, after] = line.split(' - ');
  const [type, , options] = (after ?? '').split(' ');
  const [, , , root, point] = (before ?? '').split(' ');
  if (root === undefined || point === undefined) return undefined;
  if (type === 'cgroup2') return { root, point, controllers: [] };
  const controllers = (options ?? '').split(',').filter((option) => option === 'memory' || option === 'pids');
  return type === 'cgroup' && controllers.length > 0 ? { root, point, controllers } : undefined;
}

/** `entry` is a line of `/proc/self/cgroup`: number, controllers, path. */
function matches(entry: string, { controllers }: CgroupMount): boolean {
  const names = entry.split(':')[1];
  return controllers.length === 0
    ? entry.startsWith('0::')
    : controllers.some((name) => names?.split(',').includes(name));
}

/** Makes a child and looks what it has. None where this process may not. */
function examine({ path, unified }: { path: string; unified: boolean }, name: string): CgroupFolder[] {
  try {
    mkdirSync(join(path, name));
  } catch {
    return [];
  }
  if (unified) passControllersOn(path);
  const has = (file: string): string[] => (existsSync(join(path, name, file)) ? [file] : []);
  const memory = [...has('memory.max'), ...has('memory.limit_in_bytes'), ...has('memory.memsw.limit_in_bytes')];
  const [pids] = has('pids.max');
  const limits = { ...(memory.length > 0 && { memory }), noSwap: has('memory.swap.max'), ...(pids && { pids }) };
  const control = has('cgroup.kill').length + has('cgroup.freeze').length === 2;
  if (!control && memory.length === 0 && !pids) {
    rmdirSync(join(path, name));
    return [];
  }
  return [{ path, limits, control }];
}

/** Only a cgroup without processes, or the root, may do that; elsewhere limits are kept by watching. */
function passControllersOn(path: string): void {
  for (const controller of ['memory', 'pids']) {
    if (!readFileSync(join(path, 'cgroup.controllers'), 'utf8').includes(controller)) continue;
    try {
      writeFileSync(join(path, 'cgroup.subtree_control'), `+${controller}`);
    } catch {
      // As said.
    }
  }
}

async function canJoin(path: string): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', 'echo $$ > "$1"', 'sh', join(path, 'cgroup.procs')]);
    return true;
  } catch {
    return false;
  }
}
