import type { IdleContainer } from './idle-container';

/** What an eviction is decided on. */
export interface EvictionView {
  /** epoch ms */
  readonly now: number;
  /** Memory to free, MB. */
  readonly needMb: number;
  /** All that may be removed; together they have at least `needMb`. */
  readonly candidates: readonly EvictionCandidate[];
}

/** An idle container that may be removed. */
export interface EvictionCandidate extends IdleContainer {
  /** The keep-alive policy would remove it now. */
  readonly expired: boolean;
}

/** Decides which idle containers make room for a request. */
export interface EvictionPolicy {
  /** Candidates that free at least `needMb` together, or none if the policy would rather let the request wait. */
  choose(view: EvictionView): readonly EvictionCandidate[];
}
