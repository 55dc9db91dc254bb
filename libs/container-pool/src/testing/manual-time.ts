import type { Clock, Timers } from '../clock';

interface Periodic {
  readonly periodMs: number;
  readonly task: () => void;
  due: number;
}

/** A clock that stands still until it is advanced. */
export class ManualClock implements Clock {
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
  readonly #periodics = new Set<Periodic>();

  constructor(clock: ManualClock) {
    this.#clock = clock;
    clock.onAdvance((_from, to) => this.#runUntil(to));
  }

  /** Tasks that still run. */
  get running(): number {
    return this.#periodics.size;
  }

  every(periodMs: number, task: () => void): () => void {
    const periodic: Periodic = { periodMs, task, due: this.#clock.now() + periodMs };
    this.#periodics.add(periodic);
    return () => void this.#periodics.delete(periodic);
  }

  #runUntil(end: number): void {
    for (let first = this.#earliest(end); first; first = this.#earliest(end)) {
      this.#clock.moveTo(first.due);
      first.due += first.periodMs;
      first.task();
    }
  }

  #earliest(end: number): Periodic | undefined {
    let first: Periodic | undefined;
    for (const periodic of this.#periodics) {
      if (periodic.due <= end && (first === undefined || periodic.due < first.due)) first = periodic;
    }
    return first;
  }
}

/** Lets everything run that waits on settled promises only. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
