import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const INSTALL_WITHIN_MS = 600_000;

/** A program, and the Debian package that has it. */
export interface DebianProgram {
  readonly command: string;
  readonly package: string;
}

/**
 * Installs the packages whose programs are not there.
 * @throws Error naming the packages if they cannot be installed
 */
export async function ensurePrograms(programs: readonly DebianProgram[]): Promise<void> {
  const missing = programs.filter(({ command }) => !isInPath(command)).map((program) => program.package);
  if (missing.length === 0) return;
  const options = { timeout: INSTALL_WITHIN_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  try {
    await run('apt-get', ['update', '-q'], options);
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...missing], options);
  } catch (fault) {
    throw new Error(`cannot install ${missing.join(', ')}: install them yourself (apt-get install, as root)`, {
      cause: fault,
    });
  }
}

function isInPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
