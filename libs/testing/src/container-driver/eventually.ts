import { setImmediate } from 'node:timers/promises';

/**
 * Waits for a condition.
 * @throws Error naming it when it does not hold in time (ms)
 */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  within = 10_000,
): Promise<void> {
  const deadline = Date.now() + within;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${within} ms: ${what}`);
    await setImmediate();
  }
}
