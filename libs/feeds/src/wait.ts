import type { Timers } from '@whisker/entities';

/** Timers of Node count to that, ms; longer waits are made of several. */
const LONGEST_MS = 2 ** 31 - 1;

/** Waits that end early, all of them, once it is stopped. */
export class Wait {
  readonly #timers: Timers;
  readonly #wakers = new Set<() => void>();
  readonly #stop = new AbortController();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Aborted when it is stopped: for waits that are not for time. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** At most about 24 days. @returns false if stopped before the time was over */
  for(ms: number): Promise<boolean> {
    if (this.stopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#wakers.delete(wake);
        resolve(!this.stopped);
      };
      const cancel = this.#timers.after(Math.min(Math.max(ms, 0), LONGEST_MS), wake);
      this.#wakers.add(wake);
    });
  }

  stop(): void {
    this.#stop.abort();
    for (const wake of [...this.#wakers]) wake();
  }
}
