/** Where parts are installed and what they may keep: `cache` outlives a run, `folder` is one run's. */
export interface PartHome {
  /** Downloads and unpacked programs, shared by all runs of this machine. */
  readonly cache: string;
}

/** A real part of the platform: a server that is not ours. */
export interface Part<Options, Running extends RunningPart> {
  readonly name: string;
  /**
   * Makes it startable; quick when it is already.
   * @throws Error that says in plain words what is lacking and what to do
   */
  install(home: PartHome): Promise<void>;
  /** Starts one of its own, on loopback. @throws Error with the end of its log if it does not become ready in time */
  start(home: PartHome, options: Options): Promise<Running>;
}

/** A started part. Its own interface adds where it is reached. */
export interface RunningPart {
  readonly pid: number;
  /** Stops it in order, then by force, and waits until it is gone. Its data stays. Idempotent. */
  stop(): Promise<void>;
  /** Ends it without a word, as a crash does; resolves when it is gone. */
  kill(): Promise<void>;
}
