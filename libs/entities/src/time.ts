/** Now, epoch ms. */
export type Clock = () => number;

/** Injected timers, so that tests never sleep. */
export interface Timers {
  /** Calls `call` once after `ms`, unless the returned function is called before; must not keep the process alive. */
  after(ms: number, call: () => void): () => void;
}

/** The event loop's timers, unref'ed. */
export const systemTimers: Timers = {
  after(ms, call) {
    const timer = setTimeout(call, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
