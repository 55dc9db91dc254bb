import type { Timers } from '@whisker/entities';

interface Pending {
  readonly call: () => void;
  readonly due: number;
}

/** A clock that stands still until it is advanced; `() => clock.now()` is a `Clock`. */
export class ManualClock {
  #now: number;
  readonly #listeners = new Set<(from: number, to: number) => void>();

  /** Default start: a fixed moment in 2023. */
  constructor(start = 1_700_000_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Moves on by `ms`; timers that become due on the way run at their moment. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (const listener of this.#listeners) listener(this.#now, end);
    this.#now = end;
  }

  /** For timers: stands at a moment on the way. */
  moveTo(now: number): void {
    this.#now = now;
  }

  onAdvance(listener: (from: number, to: number) => void): void {
    this.#listeners.add(listener);
  }
}

/** Timers that run when their clock is advanced. */
export class ManualTimers implements Timers {
  readonly #clock: ManualClock;
  readonly #pending = new Set<Pending>();

  constructor(clock: ManualClock) {
    this.#clock = clock;
    clock.onAdvance((_from, to) => this.#runUntil(to));
  }

  /** Calls still to come. */
  get running(): number {
    return this.#pending.size;
  }

  after(ms: number, call: () => void): () => void {
    const pending: Pending = { call, due: this.#clock.now() + ms };
    this.#pending.add(pending);
    return () => void this.#pending.delete(pending);
  }

  #runUntil(end: number): void {
    for (let first = this.#earliest(end); first; first = this.#earliest(end)) {
      this.#clock.moveTo(first.due);
      this.#pending.delete(first);
      first.call();
    }
  }

  #earliest(end: number): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#pending) {
      if (pending.due <= end && (first === undefined || pending.due < first.due)) first = pending;
    }
    return first;
  }
}

/** Lets everything run that waits on settled promises only. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
