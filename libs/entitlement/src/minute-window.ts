const MINUTE_MS = 60_000;

/**
 * Counts events by key within the present clock minute. All keys share the minute, so what a past one left behind is
 * dropped at once: memory is bounded by the keys seen in one minute.
 */
export class MinuteWindow {
  readonly #clock: () => number;
  readonly #counts = new Map<string, number>();
  #minute = NaN;

  /** @param clock epoch ms */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Keys counted in the present minute. */
  get size(): number {
    return this.#counts.size;
  }

  /** Counts one more; returns how many there were in this minute. */
  count(key: string): number {
    this.#turn();
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count;
  }

  /** Any other minute starts afresh, an earlier one too: a clock that was set back must not refuse until it caught up. */
  #turn(): void {
    const minute = Math.floor(this.#clock() / MINUTE_MS);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#counts.clear();
  }
}
