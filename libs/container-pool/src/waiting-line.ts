import type { AcquireRequest } from './acquire-request';
import type { ActionVariant } from './action-variant';
import { Waiter, type Standing } from './waiter';

/** Requests without a container yet, oldest first. */
export class WaitingLine {
  readonly #waiters = new Set<Waiter>();
  readonly #unlisten = new Map<Waiter, () => void>();
  readonly #aborted: (waiter: Waiter) => void;
  readonly #counts: Record<Standing, number> = { covered: 0, promised: 0, blocked: 0 };
  #order = 0;

  /** `aborted` is told of a waiter whose signal fired; it still stands in the line. */
  constructor(aborted: (waiter: Waiter) => void) {
    this.#aborted = aborted;
  }

  get size(): number {
    return this.#waiters.size;
  }

  /** Waiters with nothing on the way. */
  get blocked(): number {
    return this.#counts.blocked;
  }

  /** Waiters that still need memory, or a turn to create. */
  get uncovered(): number {
    return this.#counts.blocked + this.#counts.promised;
  }

  add(request: AcquireRequest, variant: ActionVariant, now: number): Waiter {
    this.#order += 1;
    const waiter = new Waiter(request, variant, { now, order: this.#order });
    this.#waiters.add(waiter);
    variant.waiters.add(waiter);
    this.#counts[waiter.standing] += 1;
    if (request.signal) this.#listen(waiter, request.signal);
    return waiter;
  }

  /** Takes one out; false if it is out already. */
  delete(waiter: Waiter): boolean {
    if (!this.#waiters.delete(waiter)) return false;
    waiter.variant.waiters.delete(waiter);
    this.#counts[waiter.standing] -= 1;
    this.#unlisten.get(waiter)?.();
    this.#unlisten.delete(waiter);
    return true;
  }

  /** Notes what a waiter counts on. */
  mark(waiter: Waiter, standing: Standing): void {
    this.#counts[waiter.standing] -= 1;
    waiter.standing = standing;
    this.#counts[standing] += 1;
  }

  /** Those that may wait no longer. */
  expired(now: number): Waiter[] {
    return [...this.#waiters].filter(({ request }) => request.deadline <= now);
  }

  /** Oldest first; the one just returned may be taken out. */
  [Symbol.iterator](): IterableIterator<Waiter> {
    return this.#waiters.values();
  }

  #listen(waiter: Waiter, signal: AbortSignal): void {
    const abort = () => this.#aborted(waiter);
    signal.addEventListener('abort', abort, { once: true });
    this.#unlisten.set(waiter, () => signal.removeEventListener('abort', abort));
  }
}
