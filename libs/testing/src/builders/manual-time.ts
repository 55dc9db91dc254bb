import type { Timers } from '@whisker/entities';

/** A clock and timers that go only when told to. */
export class ManualTime implements Timers {
  #now: number;
  #pending: { at: number; call: () => void }[] = [];

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  readonly clock = (): number => this.#now;

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#pending.push(timer);
    return () => (this.#pending = this.#pending.filter((other) => other !== timer));
  }

  get pending(): number {
    return this.#pending.length;
  }

  /** Lets `ms` pass; timers that come due are called in their order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#pending = this.#pending.filter((other) => other !== next);
      this.#now = next.at;
      next.call();
    }
    this.#now = end;
  }

  #next(end: number): { at: number; call: () => void } | undefined {
    return this.#pending.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
