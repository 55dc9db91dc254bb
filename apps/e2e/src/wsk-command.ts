import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workspace, type RunningPlatform } from './platform';

/** What a run of `wsk` left behind. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user with a folder, whose properties file is in it. */
export interface WskUser {
  /** Runs the built command line in a process of its own. */
  wsk(...args: string[]): Promise<Ran>;
  /** As {@link wsk}; fails the test where the command does. @returns standard output */
  good(...args: string[]): Promise<string>;
  /** Writes a file into the folder. @returns `name` */
  file(name: string, content: string): string;
}

/** `env` is set on top of the few variables that a user has. */
export function wskUser(folder: string, env: Readonly<Record<string, string>> = {}): WskUser {
  const options = {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, WSK_CONFIG_FILE: join(folder, '.wskprops'), ...env },
  };
  const wsk = (...args: string[]): Promise<Ran> =>
    new Promise((resolve) => {
      execFile(process.execPath, [join(workspace, 'dist/wsk/main.cjs'), ...args], options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  return {
    wsk,
    async good(...args) {
      const ran = await wsk(...args);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      return ran.stdout;
    },
    file(name, content) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
      return name;
    },
  };
}

/** Points `wsk` at a platform. */
export async function login({ good }: WskUser, { apihost, auth }: RunningPlatform): Promise<void> {
  await good('property', 'set', '--apihost', apihost, '--auth', auth);
}
