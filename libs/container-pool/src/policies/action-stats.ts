/** What the pool has learned of one action in one namespace; kept after its last container is gone. */
export interface ActionStats {
  readonly namespace: string;
  /** Printed full name. */
  readonly action: string;
  /** Requests so far. */
  readonly arrivals: number;
  /** epoch ms */
  readonly firstArrival: number;
  /** epoch ms */
  readonly lastArrival: number;
  /** Requests so far that had to init. */
  readonly inits: number;
  /** Moving average of /init, ms; 0 until the first. */
  readonly initMs: number;
  /** Moving average of creating a container, ms; 0 until the first. */
  readonly createMs: number;
  /** Moving average of holding a container for a run, its init left out, ms; undefined until the first. */
  readonly runMs: number | undefined;
  /** Moving share of runs that were short (5 ms at most), 0 to 1; a long one (over 50 ms) sets it to 0. */
  readonly shortShare: number;
  /** Moving average of a run over more runs than `runMs`, ms; 0 until the first. */
  readonly steadyRunMs: number;
  /** Memory of its containers, MB. */
  readonly memoryMb: number;
}
