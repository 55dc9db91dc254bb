import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What `/proc/PID/stat` tells. */
interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Start time in clock ticks since boot; with the pid it names a process for ever. */
  readonly start: string;
}

/** Of a process that ended, and of systems without `/proc`. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function statOf(pid: number): Stat | undefined {
  const text = read(`/proc/${pid}/stat`);
  // The second field is the command in parentheses and may hold anything; the fields after it are numbers.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 20) return undefined;
  // A zombie only waits for its parent to ask for its exit code.
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return { pid, parent: Number(fields[1]), group: Number(fields[2]), start: fields[19] ?? '' };
}

/** Start time of a living process, in clock ticks since boot; undefined when there is none, `''` without `/proc`. */
export function startTime(pid: number): string | undefined {
  if (existsSync('/proc/self/stat')) return statOf(pid)?.start;
  return signal(pid, 0) ? '' : undefined;
}

/** Sends a signal (0 only asks). False when no such process takes it. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function allPids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** The kernel's own list of children is optional; without it every process is asked for its parent. */
const hasChildrenFile = existsSync(`/proc/self/task/${process.pid}/children`);

function childrenOf(pid: number): number[] {
  try {
    // Each thread has its own list.
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) =>
      read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function childrenByParent(): (pid: number) => number[] {
  const children = new Map<number, number[]>();
  for (const pid of allPids()) {
    const stat = statOf(pid);
    if (!stat) continue;
    const siblings = children.get(stat.parent);
    if (siblings) siblings.push(pid);
    else children.set(stat.parent, [pid]);
  }
  return (pid) => children.get(pid) ?? [];
}

/** Processes below one, nearest first, without itself. */
export function descendants(root: number): number[] {
  const children = hasChildrenFile ? childrenOf : childrenByParent();
  const found = [root];
  // The list grows while it is walked.
  for (const pid of found) found.push(...children(pid));
  return found.slice(1);
}

/**
 * Processes that belong to a container though their parents are gone: members of its process group, those that have its
 * folder as home or work below it, and the first process of its sandbox. Costs a look at every process of the machine.
 */
export function strays(folder: string, leader?: { pid: number; start: string }): number[] {
  const now = leader && startTime(leader.pid);
  // The number of a group is free again once all its members are gone; a stranger may have it by now.
  const group = now === undefined || now === leader?.start ? leader?.pid : undefined;
  return allPids().filter((other) => {
    if (other === process.pid) return false;
    const stat = statOf(other);
    return stat !== undefined && (stat.group === group || mentions(other, folder));
  });
}

function mentions(pid: number, folder: string): boolean {
  const environment = `\0${read(`/proc/${pid}/environ`)}`;
  if (environment.includes(`\0HOME=${folder}/`) || environment.includes(`\0TMPDIR=${folder}/`)) return true;
  // Paths within a sandbox are its own, but the process that made it was told this one.
  if (read(`/proc/${pid}/cmdline`).includes(`\0--bind\0${folder}/`)) return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(`${folder}/`);
  } catch {
    return false;
  }
}

/** Memory of its own that a process holds, bytes; what it maps from files is shared and does not count. 0 when it is gone. */
export function privateMemory(pid: number): number {
  const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}
