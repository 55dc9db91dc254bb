import type { ContainerSpec } from '../container';

/** Need for containers without code of one spec. */
export interface PrewarmTarget {
  readonly spec: ContainerSpec;
  /** How many should stand ready. */
  readonly count: number;
}

/** How requests of one spec have started so far. */
export interface SpecDemand {
  readonly spec: ContainerSpec;
  readonly coldStarts: number;
  readonly prewarmStarts: number;
  /** Last of either, epoch ms. */
  readonly lastStart: number;
}

export interface PrewarmView {
  /** epoch ms */
  readonly now: number;
  readonly demand: readonly SpecDemand[];
}

/** Decides how many containers stand ready without code. */
export interface PrewarmPolicy {
  /** In order of importance; specs not named need none. */
  targets(view: PrewarmView): readonly PrewarmTarget[];
}
