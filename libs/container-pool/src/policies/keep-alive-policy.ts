import type { IdleContainer } from './idle-container';

/** What becomes of a container that runs nothing. */
export type KeepAliveDecision = 'keep' | 'pause' | 'remove';

/** Decides how long an idle container stays; asked about once a second. `pause` is meant for `idle` only. */
export interface KeepAlivePolicy {
  decide(container: IdleContainer, now: number): KeepAliveDecision;
}
