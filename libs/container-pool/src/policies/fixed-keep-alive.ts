import type { IdleContainer } from './idle-container';
import type { KeepAliveDecision, KeepAlivePolicy } from './keep-alive-policy';

export interface FixedKeepAliveOptions {
  /** Idle time before a container is paused, ms; `Infinity` never pauses. Default 10 s. */
  readonly pauseGraceMs?: number;
  /** Idle time before it is removed, ms. Default 10 min. */
  readonly idleMs?: number;
}

/**
 * The same times for every action. A container of a stale revision is removed when it would be paused: its action may
 * be asked for in two revisions for a moment, but not for long. Those a namespace keeps warm stay that much longer.
 */
export class FixedKeepAlive implements KeepAlivePolicy {
  readonly #pauseGraceMs: number;
  readonly #idleMs: number;

  constructor(options: FixedKeepAliveOptions = {}) {
    this.#pauseGraceMs = options.pauseGraceMs ?? 10_000;
    this.#idleMs = options.idleMs ?? 600_000;
  }

  decide(container: IdleContainer, now: number): KeepAliveDecision {
    const idle = now - container.lastUsed;
    if (container.state === 'prewarmed') return container.surplus && idle >= this.#idleMs ? 'remove' : 'keep';
    if (idle >= this.#idleMs + (container.keepMs ?? 0)) return 'remove';
    if (idle < this.#pauseGraceMs) return 'keep';
    if (container.stale) return 'remove';
    return container.state === 'idle' ? 'pause' : 'keep';
  }
}
