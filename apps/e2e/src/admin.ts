import { runWhisker } from './whisker-command';

/** `whisker admin` on a data folder. */
export function adminOf(dataFolder: string, env?: Readonly<Record<string, string>>) {
  const run = (...args: string[]) => runWhisker(['admin', '--data', dataFolder, ...args], env);
  /** The same; it must succeed. @returns what it printed, without the last line's end */
  const done = async (...args: string[]) => {
    const ended = await run(...args);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    return ended.stdout.trimEnd();
  };
  return { run, done };
}
