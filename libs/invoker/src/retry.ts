import type { Timers } from '@whisker/entities';

export interface RetryOptions {
  readonly timers: Timers;
  /** Further attempts, at most. */
  readonly retries: number;
  /** Pause before the first of them, ms; each further pause is twice as long. */
  readonly firstPauseMs: number;
}

/** Why the last attempt failed. */
export interface LastFailure {
  readonly failure: unknown;
}

/** Repeats what failed once. @returns undefined on success */
export async function retry(attempt: () => Promise<void>, options: RetryOptions): Promise<LastFailure | undefined> {
  const { timers, retries, firstPauseMs } = options;
  let last: LastFailure | undefined;
  for (let tried = 0; tried < retries; tried += 1) {
    await new Promise<void>((resolve) => timers.after(firstPauseMs * 2 ** tried, resolve));
    try {
      await attempt();
      return undefined;
    } catch (failure) {
      last = { failure };
    }
  }
  return last;
}
