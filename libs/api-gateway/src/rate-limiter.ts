import type { RateLimit } from './compiled-api';
import { refuse } from './gateway-refusal';

/** Keys after which those that hold nothing back any more are dropped. */
const SWEPT_AT = 10_000;

/**
 * A leaky bucket per key: `rate` calls may come at once, and then as they drain, evenly over the interval. All a bucket
 * is, is the time at which it will be empty.
 */
export class RateLimiter {
  readonly #clock: () => number;
  readonly #emptyAt = new Map<string, number>();

  /** @param clock epoch ms */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Buckets that are kept. */
  get size(): number {
    return this.#emptyAt.size;
  }

  /** Counts a call. @throws GatewayRefusal rateLimitExceeded */
  check(key: string, { rate, intervalMs }: RateLimit): void {
    const now = this.#clock();
    const each = intervalMs / rate;
    const capacity = Math.max(intervalMs, each);
    // A clock that was set back must not refuse until it caught up.
    const emptyAt = Math.min(this.#emptyAt.get(key) ?? now, now + capacity);
    const next = Math.max(emptyAt, now) + each;
    const excess = next - now - capacity;
    // A sum of many parts is not exact.
    const passes = excess <= each / 1000;
    this.#emptyAt.delete(key);
    this.#emptyAt.set(key, passes ? next : emptyAt);
    if (this.#emptyAt.size > SWEPT_AT) this.#sweep(now);
    if (!passes) throw refuse.rateLimitExceeded(Math.max(1, Math.ceil(excess / 1000)));
  }

  #sweep(now: number): void {
    for (const [key, emptyAt] of this.#emptyAt) if (emptyAt <= now) this.#emptyAt.delete(key);
    // All are in use: the longest unused make room.
    for (const [key] of this.#emptyAt) {
      if (this.#emptyAt.size <= SWEPT_AT) break;
      this.#emptyAt.delete(key);
    }
  }
}
