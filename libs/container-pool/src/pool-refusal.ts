import { refuse, WhiskError } from '@whisker/entities';

/**
 * Why the pool has no container for a request.
 * - `queue-full`: too many wait already
 * - `deadline`: none became free in time
 * - `too-large`: it needs more memory than the pool has in all
 * - `draining`: the pool takes no work any more
 */
export type PoolRefusalReason = 'queue-full' | 'deadline' | 'too-large' | 'draining';

/** A catalogued `unavailable` that tells why. Only `too-large` has a text of its own; it will never succeed here. */
export class PoolRefusal extends WhiskError {
  readonly reason: PoolRefusalReason;

  constructor(reason: PoolRefusalReason, text: string = refuse.unavailable().message) {
    super('unavailable', text);
    this.name = 'PoolRefusal';
    this.reason = reason;
  }
}
