import type { AcquireRequest } from './acquire-request';
import type { ActionVariant } from './action-variant';
import type { Lease } from './lease';

/**
 * What a waiting request counts on.
 * - `covered`: a container that is created, initialised or resumed
 * - `promised`: memory that is free but for a turn to create, or that is being freed; or a busy container of its action
 *   that is expected to be free sooner than another one would be ready
 * - `blocked`: nothing yet
 */
export type Standing = 'covered' | 'promised' | 'blocked';

/** A request in the waiting line. */
export class Waiter {
  readonly request: AcquireRequest;
  readonly variant: ActionVariant;
  /** epoch ms */
  readonly since: number;
  /** Position among all that ever waited. */
  readonly order: number;
  readonly promise: Promise<Lease>;
  standing: Standing = 'covered';
  /** How many later ones were placed while it was the first that lacked memory. */
  passes = 0;
  /** Since when it was the first that lacked memory, epoch ms. */
  headSince: number | undefined;
  /** It has been placed before an earlier one already. */
  hasPassed = false;
  #resolve: (lease: Lease) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;

  constructor(request: AcquireRequest, variant: ActionVariant, at: { readonly now: number; readonly order: number }) {
    this.request = request;
    this.variant = variant;
    this.since = at.now;
    this.order = at.order;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  serve(lease: Lease): void {
    this.#resolve(lease);
  }

  refuse(reason: unknown): void {
    this.#reject(reason);
  }
}
