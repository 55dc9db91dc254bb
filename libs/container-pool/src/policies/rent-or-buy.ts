import type { StartPolicy, StartView } from './start-policy';

export interface RentOrBuyOptions {
  /** Assumed for another container while none of the action was started, ms. Default 50. */
  readonly assumedStartMs?: number;
}

const DEFAULT_START_MS = 50;

/**
 * Waits as long as waiting is expected to be shorter than starting a container, and at most as long as that start would
 * take: the rule of the ski rental problem (Karlin et al. 1988), so that a wrong expectation at most doubles the delay.
 *
 * Short functions under many concurrent calls then run in few containers, which stay hot, instead of in as many as
 * there are callers.
 */
export class RentOrBuy implements StartPolicy {
  readonly #assumedStartMs: number;

  constructor({ assumedStartMs = DEFAULT_START_MS }: RentOrBuyOptions = {}) {
    this.#assumedStartMs = assumedStartMs;
  }

  waits({ ahead, running, runMs, startMs = this.#assumedStartMs, waitedMs }: StartView): boolean {
    if (running === 0 || runMs === undefined || waitedMs >= startMs) return false;
    return waitedMs + ((ahead + 1) * runMs) / running <= startMs;
  }
}
