import { spawnWhisker } from './platform';

/** How a run of the `whisker` command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the `whisker` command to its end. */
export function runWhisker(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawnWhisker(args, env);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr?.on('data', (part: Buffer) => (stderr += part.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}
