import type { Container } from './container';
import { containerOf, type PooledContainer } from './pooled-container';

/**
 * How a request came to its container.
 * - `hot`: it was running and initialised (idle, or busy with room for one more; also one that was being initialised by
 *   another request)
 * - `warm`: it was paused and had to be resumed
 * - `prewarm`: it stood ready without code
 * - `cold`: it was created while the request waited
 */
export type StartKind = 'hot' | 'warm' | 'prewarm' | 'cold';

/** What becomes of a container after a run: `destroy` after anything that may have left it unusable; `unused`: nothing ran. */
export type LeaseOutcome = 'keep' | 'destroy' | 'unused';

/**
 * The right to run one activation in a container. It must be released exactly once, whatever happens.
 *
 * With `needsInit` the holder sends /init first and reports `initialised` or `initFailed`; until then no other request
 * gets this container. A lease that needed an init and is released without `initialised` destroys its container.
 */
export interface Lease {
  readonly container: Container;
  readonly start: StartKind;
  /** The container is busy: the run waits in its own line. */
  readonly inLine: boolean;
  /** Time in the queue, ms. */
  readonly waitMs: number;
  /** Time its container took to be created or resumed, ms; 0 for `hot` and `prewarm`. */
  readonly containerMs: number;
  /** The container has no code yet. */
  readonly needsInit: boolean;
  /** /init succeeded and took `ms`. Others that wait for this container start now. */
  initialised(ms: number): void;
  /**
   * /init failed. The container is destroyed on release; others that waited for it are placed elsewhere, each with an
   * init of its own, so that no activation fails for an init it did not make.
   */
  initFailed(): void;
  /**
   * Gives the container back. A second call is reported to the log and does nothing.
   * @param ranMs what the run took, without its time in line; absent: the lease was for this run alone, from its taking
   */
  release(outcome: LeaseOutcome, ranMs?: number): void;
}

/** Whom a lease reports to. */
export interface LeaseKeeper {
  initialised(entry: PooledContainer, ms: number): void;
  initFailed(entry: PooledContainer): void;
  released(entry: PooledContainer, outcome: LeaseOutcome, ranMs: number | undefined): void;
  /** The holder broke the rules of {@link Lease}; `what` says how. */
  misused(entry: PooledContainer, what: string): void;
}

/** What a request went through to get its lease. */
export interface LeaseTerms {
  readonly start: StartKind;
  readonly inLine: boolean;
  readonly waitMs: number;
  readonly containerMs: number;
  readonly needsInit: boolean;
}

/** A {@link Lease} on a container of the pool. */
export class ContainerLease implements Lease {
  readonly container: Container;
  readonly start: StartKind;
  readonly inLine: boolean;
  readonly waitMs: number;
  readonly containerMs: number;
  readonly needsInit: boolean;
  readonly #entry: PooledContainer;
  readonly #keeper: LeaseKeeper;
  #awaitsInit: boolean;
  #usable = true;
  #released = false;

  constructor(entry: PooledContainer, terms: LeaseTerms, keeper: LeaseKeeper) {
    this.container = containerOf(entry);
    this.start = terms.start;
    this.inLine = terms.inLine;
    this.waitMs = terms.waitMs;
    this.containerMs = terms.containerMs;
    this.needsInit = terms.needsInit;
    this.#awaitsInit = terms.needsInit;
    this.#entry = entry;
    this.#keeper = keeper;
  }

  initialised(ms: number): void {
    if (!this.#mayReportInit('initialised')) return;
    this.#awaitsInit = false;
    this.#keeper.initialised(this.#entry, ms);
  }

  initFailed(): void {
    if (!this.#mayReportInit('initFailed')) return;
    this.#awaitsInit = false;
    this.#usable = false;
    this.#keeper.initFailed(this.#entry);
  }

  release(outcome: LeaseOutcome, ranMs?: number): void {
    if (this.#released) {
      this.#keeper.misused(this.#entry, 'released twice');
      return;
    }
    this.#released = true;
    this.#keeper.released(this.#entry, this.#usable && !this.#awaitsInit ? outcome : 'destroy', ranMs);
  }

  #mayReportInit(call: string): boolean {
    if (this.#awaitsInit && !this.#released) return true;
    this.#keeper.misused(this.#entry, `${call}() without an init to report`);
    return false;
  }
}
