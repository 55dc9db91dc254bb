import { availableParallelism } from 'node:os';
import type { ActionStats } from './action-stats';
import type { LinePolicy, LineView } from './line-policy';

export interface ShortRunsLineOptions {
  /** How long the last in line may be expected to wait, ms. Default 10. */
  readonly expectedMs?: number;
  /** The same while another container is idle and a processor free for it, ms: what it takes to wake. Default 0.3. */
  readonly wakeMs?: number;
  /** Default: the machine's. */
  readonly processors?: number;
  /** Places at most. Default 16. */
  readonly most?: number;
  /** Share of short runs from which there is a line. Default 0.6. */
  readonly from?: number;
}

/** No run counts as shorter, ms: the average of the shortest is mostly noise. */
const LEAST_RUN_MS = 0.02;

/**
 * A line for actions that answer at once. A container that waits for its next run falls asleep; to wake it costs several
 * times what such a run costs, and helps nobody while all processors have containers at work.
 */
export class ShortRunsLine implements LinePolicy {
  readonly #options: Required<ShortRunsLineOptions>;

  constructor(options: ShortRunsLineOptions = {}) {
    this.#options = {
      expectedMs: 10,
      wakeMs: 0.3,
      most: 16,
      from: 0.6,
      processors: availableParallelism(),
      ...options,
    };
  }

  places({ shortShare, steadyRunMs }: ActionStats, { othersIdle, busy }: LineView): number {
    const { expectedMs, wakeMs, most, from, processors } = this.#options;
    if (shortShare < from) return 0;
    const bound = othersIdle && busy < processors ? wakeMs : expectedMs;
    return Math.min(most, Math.floor(bound / Math.max(steadyRunMs, LEAST_RUN_MS)));
  }
}
