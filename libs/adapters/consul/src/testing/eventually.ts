import { setTimeout as wait } from 'node:timers/promises';

const STEP_MS = 20;

/** Asks until it is so. @throws Error naming `what` if it is not in time */
export async function eventually(
  what: string,
  holds: () => Promise<boolean> | boolean,
  withinMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await wait(STEP_MS);
  }
}
