import type { ActionStats } from './action-stats';

/** Decides how many runs may stand in a busy container's own line, behind those in progress. */
export interface LinePolicy {
  /** At most this many; 0: each waits in the pool until the container is free. */
  places(action: ActionStats, view: LineView): number;
}

/** What else could be done with a run. */
export interface LineView {
  /** Another container of the action is idle and could run it at once. */
  readonly othersIdle: boolean;
  /** Containers at work, of whatever action. */
  readonly busy: number;
}
