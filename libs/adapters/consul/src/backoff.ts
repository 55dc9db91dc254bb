export interface BackoffOptions {
  /** First pause, ms. Default 100. */
  readonly firstMs?: number;
  /** Longest pause, ms. Default 2000. */
  readonly longestMs?: number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** Pauses between attempts: each twice as long as the one before up to a longest one, spread over its upper half. */
export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  readonly #random: () => number;
  #failures = 0;

  constructor({ firstMs = 100, longestMs = 2000, random }: BackoffOptions) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#random = random;
  }

  /** The pause after one more failure, ms. */
  next(): number {
    const whole = Math.min(this.#longestMs, this.#firstMs * 2 ** Math.min(this.#failures, 30));
    this.#failures += 1;
    return Math.round(whole * (0.5 + this.#random() / 2));
  }

  reset(): void {
    this.#failures = 0;
  }
}
