import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { workspace, type RunningPlatform } from './platform';

/** What a run of `wsk` left behind. */
export interface WskRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line in a process of its own, as the owner of a platform; never rejects. */
export function runWsk(platform: Pick<RunningPlatform, 'apihost' | 'auth'>, args: readonly string[]): Promise<WskRun> {
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    WHISK_APIHOST: platform.apihost,
    WHISK_AUTH: platform.auth,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(workspace, 'dist/wsk/main.cjs'), ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
