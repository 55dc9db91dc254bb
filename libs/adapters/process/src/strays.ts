import { readFile, readlink } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { startedSince } from './process-tree';

/** Longest wait for the kernel to tell something about one process. */
const ANSWER_WITHIN_MS = 250;

/**
 * Processes of a container without a sandbox that left its process tree and group: those that have its folder as home
 * or for temporary files, or work below it.
 *
 * Asking for the environment of a process can take as long as that process is stuck, so it is asked off the event loop,
 * given up soon, and asked only of processes that are young enough.
 * @param since start time that none of them precedes; when that is not known only the working folder counts
 */
export async function findStrays(folder: string, since: string | undefined): Promise<number[]> {
  const pids = startedSince(since ?? '0');
  const found = await Promise.all(
    pids.map(async (pid) => (await worksIn(pid, folder)) || (since !== undefined && (await isAtHomeIn(pid, folder)))),
  );
  return pids.filter((_, index) => found[index]);
}

async function worksIn(pid: number, folder: string): Promise<boolean> {
  return (await soon(readlink(`/proc/${pid}/cwd`))).startsWith(`${folder}/`);
}

async function isAtHomeIn(pid: number, folder: string): Promise<boolean> {
  const variables = `\0${await soon(readFile(`/proc/${pid}/environ`, 'utf8'))}`;
  return variables.includes(`\0HOME=${folder}/`) || variables.includes(`\0TMPDIR=${folder}/`);
}

/** The text, or `''` when it does not come or may not be read. */
async function soon(text: Promise<string>): Promise<string> {
  const abort = new AbortController();
  const late = wait(ANSWER_WITHIN_MS, '', { signal: abort.signal });
  late.catch(() => undefined);
  const result = await Promise.race([text.catch(() => ''), late]);
  abort.abort();
  return result;
}
