import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Processes of this machine that have a text in their command line. A container's are among them, whatever it cannot see.
 * A process that is stuck does not tell its command line; it is not waited for.
 */
export async function processesNamed(text: string): Promise<number[]> {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  const lines = await Promise.all(pids.map((pid) => commandLine(pid)));
  return pids.filter((_, index) => lines[index]?.includes(text));
}

async function commandLine(pid: number): Promise<string> {
  // It may have ended meanwhile.
  const line = readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return Promise.race([line, wait(1000, '', { ref: false })]);
}
