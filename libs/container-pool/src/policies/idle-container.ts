import type { ContainerSpec } from '../container';
import type { ActionStats } from './action-stats';

/** A container that runs nothing, as policies see it. */
export interface IdleContainer {
  readonly id: string;
  /** `prewarmed` has no code yet, `idle` is ready at once, `paused` after a resume. */
  readonly state: 'prewarmed' | 'idle' | 'paused';
  readonly spec: ContainerSpec;
  /** End of its last run, or its creation; epoch ms. */
  readonly lastUsed: number;
  /** Runs so far. */
  readonly uses: number;
  /** Its action has been asked for with another revision since. */
  readonly stale: boolean;
  /** Prewarmed, and not one of those the prewarm policy asks for. */
  readonly surplus: boolean;
  /** Its namespace keeps it this much longer than others, ms. Absent: not at all. */
  readonly keepMs?: number;
  /** Absent if prewarmed. */
  readonly stats?: ActionStats;
}
