import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 5;

/** Waits for the promise; rejects with what was awaited if it takes longer. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  const cancel = new AbortController();
  const late = pause(ms, undefined, { signal: cancel.signal }).then(() => {
    throw new Error(`waited ${ms} ms in vain until ${what}`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    late.catch(() => undefined);
    cancel.abort();
  }
}

/** Looks again and again until the condition holds; rejects with what was awaited if it takes longer. */
export async function until(ms: number, what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain until ${what}`);
    await pause(POLL_MS);
  }
}
