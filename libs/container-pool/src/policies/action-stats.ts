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
  /** Memory of its containers, MB. */
  readonly memoryMb: number;
}
