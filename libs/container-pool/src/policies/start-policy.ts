/** What is known when a request finds no free container of its action. */
export interface StartView {
  /** Requests for the same action that wait for its running containers already. */
  readonly ahead: number;
  /** Runs of the action in progress, each of which will give a place back. */
  readonly running: number;
  /** Moving average of a run, ms; undefined until one is known. */
  readonly runMs: number | undefined;
  /** What another container would take to be ready, init included, ms; undefined if that is not known. */
  readonly startMs: number | undefined;
  /** How long the request has waited, ms. */
  readonly waitedMs: number;
}

/** Decides whether a request waits for a running container of its action, or has another one started. */
export interface StartPolicy {
  /** True: no container is started for this request now. It is asked again. */
  waits(view: StartView): boolean;
}
