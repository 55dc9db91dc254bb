import { until } from './deadline';
import { type RuntimeLogs, type RuntimeUnderTest, SENTINEL } from './runtime-under-test';

const LOGS_DEADLINE_MS = 5_000;

/**
 * The logs of the activations so far, one entry per activation. A runtime may write its sentinels shortly after the
 * answer, so they are waited for.
 *
 * @param count how many activations have ended
 * @throws Error if a stream has not exactly that many sentinels, each on a line of its own, or text after the last
 */
export async function activationLogs(runtime: RuntimeUnderTest, count: number): Promise<RuntimeLogs[]> {
  const read = async (): Promise<[string[], string[]]> => {
    const { stdout, stderr } = await runtime.logs();
    return [split(stdout), split(stderr)];
  };
  await until(LOGS_DEADLINE_MS, `both streams have ${count} sentinels`, async () =>
    (await read()).every((parts) => parts.length > count),
  );
  const [stdout, stderr] = await read();
  return Array.from({ length: count }, (_, at) => ({
    stdout: partOf(stdout, at, count),
    stderr: partOf(stderr, at, count),
  }));
}

function split(stream: string): string[] {
  return stream.split(`${SENTINEL}\n`);
}

function partOf(parts: string[], at: number, count: number): string {
  const part = parts[at] ?? '';
  const after = parts.slice(count);
  if (after.length !== 1 || after[0] !== '')
    throw new Error(`expected ${count} sentinels and no more: ${JSON.stringify(parts)}`);
  if (part !== '' && !part.endsWith('\n'))
    throw new Error(`a sentinel is not on a line of its own: ${JSON.stringify(part)}`);
  return part;
}
