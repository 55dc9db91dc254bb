/** Source of the time of day. */
export interface Clock {
  /** epoch ms */
  now(): number;
}

/** Source of periodic calls. */
export interface Timers {
  /** Calls `task` every `periodMs` until the returned function is called; must not keep the process alive. */
  every(periodMs: number, task: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** The event loop's timers, unref'ed. */
export const systemTimers: Timers = {
  every(periodMs, task) {
    const timer = setInterval(task, periodMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};
