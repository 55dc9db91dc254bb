import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The Node that runs this, and the first of each other major version on the search path.
 *
 * @returns major version -> command
 */
export function nodesOnPath(path: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const command of [process.execPath, ...programsOnPath('node', path)]) {
    const major = ask(command, ['--print', 'process.versions.node.split(".")[0]']);
    if (!found.has(major)) found.set(major, command);
  }
  return found;
}

/**
 * The python3 on the search path; the program itself, not a script that picks one.
 *
 * @throws Error if there is none
 */
export function pythonOnPath(path: string): string {
  const [command] = programsOnPath('python3', path);
  if (!command) throw new Error(`the python runtime cannot be tested: there is no python3 on the PATH (${path})`);
  return ask(command, ['-c', 'import sys; print(sys.executable)']);
}

function programsOnPath(name: string, path: string): string[] {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function ask(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8' }).trim();
}
