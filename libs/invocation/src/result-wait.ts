import type { ActivationStore } from '@whisker/activation-store';
import type { Activation, ActivationId, Clock, Timers } from '@whisker/entities';

export interface ResultWaitOptions {
  readonly activations: Pick<ActivationStore, 'get'>;
  readonly clock: Clock;
  readonly timers: Timers;
  /** How often the store is asked, ms; Infinity: never. */
  readonly pollEveryMs: number;
}

export interface Awaited {
  readonly namespace: string;
  readonly activationId: ActivationId;
  /** See `Published.completed`. */
  readonly completed: Promise<Activation | undefined>;
  readonly waitMs: number;
}

/** How often the store is asked once the record is known to come, ms. */
const EXPECTED_POLL_MS = 1000;

/**
 * Waits for the result of an activation: what comes first of the invoker's answer, the record in the store (the answer
 * may be lost, or the record too large for the bus), and the end of the wait.
 */
export class ResultWait {
  readonly #options: ResultWaitOptions;

  constructor(options: ResultWaitOptions) {
    this.#options = options;
  }

  /** Never rejects. @returns undefined if the wait ended first */
  wait(awaited: Awaited): Promise<Activation | undefined> {
    return new Promise((resolve) => new Wait(this.#options, awaited, resolve).begin());
  }
}

/** One wait. Has one timer at most, set to what is due next: a look into the store or the end. */
class Wait {
  readonly #options: ResultWaitOptions;
  readonly #awaited: Awaited;
  readonly #end: number;
  #resolve: ((record: Activation | undefined) => void) | undefined;
  #pollEveryMs: number;
  #looking = false;
  #cancelTimer: (() => void) | undefined;

  constructor(options: ResultWaitOptions, awaited: Awaited, resolve: (record: Activation | undefined) => void) {
    this.#options = options;
    this.#awaited = awaited;
    this.#resolve = resolve;
    this.#pollEveryMs = options.pollEveryMs;
    this.#end = options.clock() + awaited.waitMs;
  }

  begin(): void {
    this.#awaited.completed.then(
      (record) => (record ? this.#settle(record) : this.#expectRecord()),
      // Nothing was heard by the deadline, or the platform stops: the store is the last to know.
      () => this.#look(() => this.#settle(undefined)),
    );
    this.#arm();
  }

  #settle(record: Activation | undefined): void {
    this.#cancelTimer?.();
    this.#resolve?.(record);
    this.#resolve = undefined;
  }

  /** Done, but the record is only in the store, now or soon. */
  #expectRecord(): void {
    this.#pollEveryMs = EXPECTED_POLL_MS;
    this.#look();
    this.#arm();
  }

  #arm(): void {
    if (!this.#resolve) return;
    this.#cancelTimer?.();
    const left = this.#end - this.#options.clock();
    if (left <= this.#pollEveryMs) {
      this.#cancelTimer = this.#options.timers.after(Math.max(0, left), () => this.#settle(undefined));
      return;
    }
    this.#cancelTimer = this.#options.timers.after(this.#pollEveryMs, () => {
      this.#look();
      this.#arm();
    });
  }

  /** Asks the store, one question at a time; the end of the wait comes on time even if it does not answer. */
  #look(otherwise: () => void = () => undefined): void {
    if (!this.#resolve || this.#looking) return;
    this.#looking = true;
    const { namespace, activationId } = this.#awaited;
    this.#options.activations
      .get(namespace, activationId)
      .then((record) => (record ? this.#settle(record) : otherwise()), otherwise)
      .finally(() => (this.#looking = false));
  }
}
