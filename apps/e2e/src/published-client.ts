import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from './api';
import { workspace, type RunningPlatform } from './platform';

/** Where `npm test` installs the published clients that are too large for the workspace. */
export const clientModules = join(workspace, 'apps/e2e/clients/node_modules');

/** A command of a published client, running. */
export interface ClientProcess {
  /** What it wrote so far, on both streams. */
  output(): string;
  /** Waits until it has written what matches. @throws with its output if it ends before */
  says(pattern: RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Waits for its end. */
  ended(): Promise<{ readonly code: number | null; readonly output: string }>;
}

export interface ClientSettings {
  /** Working folder; its home, too, so that nothing of the user's is read. */
  readonly folder: string;
  readonly platform: Pick<RunningPlatform, 'apihost' | 'auth'>;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a script of `apps/e2e/clients`, with the credentials that OpenWhisk's tools read from the environment. It
 * reaches this machine only; see `outsideConnections`.
 */
export function startClient(script: string, args: readonly string[], settings: ClientSettings): ClientProcess {
  const file = join(clientModules, script);
  if (!existsSync(file)) throw new Error(`${file} is missing: run \`node tools/workspace/prepare.mjs test\``);
  const child = spawn(process.execPath, [file, ...args], {
    cwd: settings.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(settings),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  const end = new Promise<number | null>((resolve) => child.once('close', resolve));
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    output: () => output,
    says: async (pattern) => {
      await until(
        () => Promise.resolve(output),
        (text) => pattern.test(text) || isOver(),
      );
      if (!pattern.test(output)) throw new Error(`${script} ended without saying ${pattern}:\n${output}`);
    },
    signal: (signal) => void child.kill(signal),
    ended: async () => ({ code: await end, output }),
  };
}

function environment({ folder, platform, env }: ClientSettings): Record<string, string> {
  return {
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folder,
    CI: '1',
    OW_APIHOST: platform.apihost,
    OW_AUTH: platform.auth,
    NODE_OPTIONS: `--require ${join(__dirname, 'loopback-only.cjs')}`,
    OUTSIDE_LOG: outsideLog(folder),
    ...env,
  };
}

const outsideLog = (folder: string) => join(folder, 'outside.log');

/** The hosts, other than this machine, that clients working in `folder` wanted to connect to. */
export function outsideConnections(folder: string): string[] {
  const file = outsideLog(folder);
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}
