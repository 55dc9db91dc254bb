import { existsSync, readdirSync, readFileSync } from 'node:fs';

/*
 * Only files of `/proc` are read here that the kernel answers at once. Others, like `cmdline` and `environ`, wait for the
 * process they are about, which may be frozen or short of memory for any time; see strays.ts.
 */

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

/** Sends a signal (0 only asks); to a whole process group when the number is negative. False when no one takes it. */
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

/** A process as it is written down: its number may be given to another one later. */
export interface KnownProcess {
  readonly pid: number;
  /** As `startTime` told it. */
  readonly start: string;
}

/** Living members of the process group that a process leads or led. */
export function groupMembers(leader: KnownProcess): number[] {
  const now = startTime(leader.pid);
  // The number of a group is free again once all its members are gone; a stranger may have it by now.
  if (now !== undefined && now !== leader.start) return [];
  return allPids().filter((pid) => statOf(pid)?.group === leader.pid);
}

/** Living processes that are not older than a start time, this one excluded. */
export function startedSince(start: string): number[] {
  return allPids().filter((pid) => pid !== process.pid && Number(statOf(pid)?.start ?? -1) >= Number(start));
}

/** Memory of its own that a process holds, bytes; what it maps from files is shared and does not count. 0 when it is gone. */
export function privateMemory(pid: number): number {
  const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}
