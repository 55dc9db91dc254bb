import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Cgroup } from './cgroup';
import { containersFolder, RECORD_FILE, removeFolder, SOCKETS_FILE, type ContainerFolder } from './folders';
import { descendants, groupMembers, signal, startTime, type KnownProcess } from './process-tree';
import { findStrays } from './strays';

/** What is to be known of a container to end it later. */
export interface ProcessRecord {
  /** Missing until there is one. */
  readonly process?: KnownProcess;
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
  const { process: known, cgroups } = parse(text(join(folder, RECORD_FILE)));
  if (cgroups.length > 0) await new Cgroup(cgroups.map((path) => ({ path, limits: {}, control: true }))).remove();
  for (let round = 0; round < KILL_ROUNDS; round++) {
    // The platform may have been killed before it could write down the process it had just made.
    const strays = await findStrays(folder, known?.start);
    const roots = [...(known ? groupMembers(known) : []), ...strays];
    const members = new Set([...roots, ...roots.flatMap(descendants)]);
    if (members.size === 0) return;
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
