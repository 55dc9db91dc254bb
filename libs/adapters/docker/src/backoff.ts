import { setTimeout as wait } from 'node:timers/promises';

const FIRST_MS = 100;
const LONGEST_MS = 5000;

/** Pauses between attempts: longer each time, up to five seconds. */
export class Backoff {
  #next = FIRST_MS;

  /** An attempt succeeded. */
  reset(): void {
    this.#next = FIRST_MS;
  }

  /** Resolves when it is time for another attempt, at once when the signal is given. */
  async pause(signal: AbortSignal): Promise<void> {
    const ms = this.#next;
    this.#next = Math.min(ms * 2, LONGEST_MS);
    await wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
