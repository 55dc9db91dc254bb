import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Cgroup } from './cgroup';
import { containersFolder, RECORD_FILE, removeFolder, SOCKETS_FILE, type ContainerFolder } from './folders';
import { descendants, signal, startTime, strays } from './process-tree';

/** What is to be known of a container to end it later. */
export interface ProcessRecord {
  /** Missing until there is a process. */
  readonly pid?: number;
  readonly start?: string;
  readonly cgroups: readonly string[];
}

/** Writes down what a later platform process has to end should this one be killed. */
export function keepRecord({ record }: ContainerFolder, content: ProcessRecord): void {
  writeFileSync(record, JSON.stringify(content));
}

const KILL_ROUNDS = 100;
const KILL_POLL_MS = 5;

/**
 * Ends the containers, and removes the folders, of platform processes that are gone. A process is told by pid and start
 * time, never by name; folders of living platform processes are left alone.
 */
export async function removeLeftovers(stateFolder: string): Promise<void> {
  const folder = containersFolder(stateFolder);
  await Promise.all(
    entries(folder)
      .filter(isAbandoned)
      .map((run) => removeRun(join(folder, run))),
  );
}

/** @param run `<pid>-<start time>-<n>` */
function isAbandoned(run: string): boolean {
  const [pid, start] = run.split('-');
  return start === undefined || startTime(Number(pid)) !== start;
}

async function removeRun(run: string): Promise<void> {
  await Promise.all(entries(run).map((id) => endContainer(join(run, id))));
  const sockets = text(join(run, SOCKETS_FILE));
  if (sockets !== '') await removeFolder(sockets);
  await removeFolder(run);
}

async function endContainer(folder: string): Promise<void> {
  const { pid, start, cgroups } = parse(text(join(folder, RECORD_FILE)));
  const cgroup = new Cgroup(cgroups.map((path) => ({ path, limits: {}, control: true })));
  if (cgroups.length > 0) await cgroup.remove();
  for (let round = 0; round < KILL_ROUNDS; round++) {
    const known = pid !== undefined && start !== undefined ? { pid, start } : undefined;
    const alive = known && startTime(known.pid) === known.start ? [...descendants(known.pid), known.pid] : [];
    // The platform may have been killed before it could write down the process it had just made.
    const members = [...new Set([...alive, ...strays(folder, known)])];
    if (members.length === 0) return;
    for (const member of members) signal(member, 'SIGKILL');
    await wait(KILL_POLL_MS);
  }
}

function parse(json: string): ProcessRecord {
  try {
    return JSON.parse(json) as ProcessRecord;
  } catch {
    return { cgroups: [] };
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
