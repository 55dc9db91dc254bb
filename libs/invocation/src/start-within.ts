/** How long accepted activations may wait for their start, ms. Later they are failed without running. */
export interface StartWithin {
  /** Somebody waits for the result. Default 60 000, the longest wait of a call. */
  readonly blocking: number;
  /** Bursts of background work may queue. Default 900 000. */
  readonly nonBlocking: number;
}

export const DEFAULT_START_WITHIN: StartWithin = { blocking: 60_000, nonBlocking: 900_000 };
