import { readdirSync, readFileSync } from 'node:fs';

/** Processes of this machine that have a text in their command line. A container's are among them, whatever it cannot see. */
export function processesNamed(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && commandLine(pid).includes(text));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
