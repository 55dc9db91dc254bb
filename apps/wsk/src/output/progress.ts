import type { Surroundings } from '../surroundings';

const MS_PER_SECOND = 1000;
/** Work that is done within this time shows nothing. */
const PATIENCE_MS = MS_PER_SECOND;
const TICK_MS = MS_PER_SECOND;
/** Back to the start of the line, and what stands there wiped out. */
const WIPE = '\r\u001b[K';

/**
 * Awaits `work`. While it takes its time a person at a terminal sees on standard error what is done and for how long;
 * the line is gone at the end. Nothing is written into a pipe or a file.
 */
export async function withProgress<T>(
  surroundings: Pick<Surroundings, 'stderr' | 'sleep' | 'now'>,
  label: () => string,
  work: Promise<T>,
): Promise<T> {
  if (!surroundings.stderr.isTerminal) return work;
  const ended = new AbortController();
  const shown = show(surroundings, label, ended.signal);
  try {
    return await work;
  } finally {
    ended.abort();
    await shown;
  }
}

async function show(
  { stderr, sleep, now }: Pick<Surroundings, 'stderr' | 'sleep' | 'now'>,
  label: () => string,
  ended: AbortSignal,
): Promise<void> {
  const started = now();
  await sleep(PATIENCE_MS, ended);
  if (ended.aborted) return;
  while (!ended.aborted) {
    stderr.write(`${WIPE}${label()} (${Math.round((now() - started) / MS_PER_SECOND)} s)`);
    await sleep(TICK_MS, ended);
  }
  stderr.write(WIPE);
}
