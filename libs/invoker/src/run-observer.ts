import type { Activation } from '@whisker/entities';
import type { StartKind } from '@whisker/container-pool';

/** Where the time of a run went. */
export interface RunTimings {
  readonly startKind: StartKind;
  /** From the receipt of the request to the run, less {@link containerMs}. */
  readonly queueMs: number;
  /** Creating or resuming the container. */
  readonly containerMs: number;
  /** /init; absent if the container had its code. */
  readonly initMs?: number;
  /** /run; absent if /init failed. */
  readonly runMs?: number;
}

/** Told about runs, for metrics. Must be fast and must not throw. */
export interface RunObserver {
  /** A run ended; `record` has its logs. */
  ran?(record: Activation, timings: RunTimings): void;
  /** An activation ended without a run. */
  notRun?(record: Activation): void;
  /** A record could not be stored; it is in the log, and in the journal till the next start. */
  recordLost?(record: Activation): void;
}
