import type { ActivationStore } from './activation-store';

export interface RetentionOptions {
  readonly store: Pick<ActivationStore, 'removeBefore'>;
  /** Records older than this are removed. 0: all are kept. */
  readonly days: number;
  /** Time between two sweeps, ms. Default one hour. */
  readonly periodMs?: number;
  /** Time from start to the first sweep, ms. Default one minute. */
  readonly firstAfterMs?: number;
  /** Epoch ms. Default: the system's clock. */
  readonly now?: () => number;
  /** Calls once after `ms` unless the returned function is called before. Default: the event loop's timers, unref'ed. */
  readonly after?: (ms: number, call: () => void) => () => void;
  /** A sweep failed; the next one tries again. Default: silent. */
  readonly onError?: (error: unknown) => void;
  /** A sweep removed records. Default: silent. */
  readonly onRemoved?: (count: number) => void;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;

/** Removes old records soon after the start and then every hour, one sweep at a time. */
export class RetentionSweeper {
  readonly #options: Required<RetentionOptions>;
  #cancel: (() => void) | undefined;
  #sweep: Promise<void> = Promise.resolve();
  #running = false;

  constructor(options: RetentionOptions) {
    this.#options = { ...defaults, ...options };
  }

  /** Does nothing if all records are kept. */
  start(): void {
    if (this.#running || this.#options.days <= 0) return;
    this.#running = true;
    this.#schedule(this.#options.firstAfterMs);
  }

  /** Stops; resolves when a sweep under way has ended. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#cancel?.();
    await this.#sweep;
  }

  #schedule(ms: number): void {
    this.#cancel = this.#options.after(ms, () => {
      this.#sweep = this.#removeOld().then(() => {
        if (this.#running) this.#schedule(this.#options.periodMs);
      });
    });
  }

  async #removeOld(): Promise<void> {
    const { store, now, days, onError, onRemoved } = this.#options;
    try {
      const count = await store.removeBefore(now() - days * DAY_MS);
      if (count > 0) onRemoved(count);
    } catch (error) {
      onError(error);
    }
  }
}

const defaults = {
  periodMs: HOUR_MS,
  firstAfterMs: MINUTE_MS,
  now: () => Date.now(),
  after(ms: number, call: () => void): () => void {
    const timer = setTimeout(call, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  onError: () => undefined,
  onRemoved: () => undefined,
};
