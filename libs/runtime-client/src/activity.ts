import type { Waiters } from './log-collector';

/** The timers all containers of a driver share. */
export interface Tickers {
  /** Short period: containers with a run in progress. */
  readonly busy: Waiters;
  /** Longer period: all that are not paused. */
  readonly awake: Waiters;
}

/** What is done for a container while it works. */
export interface ActivityParts {
  readonly tickers: Tickers;
  /** Reads its output; returns the number of bytes. */
  readonly poll: () => number;
  /** Looks at its memory, if nothing else does. */
  readonly look: (() => void) | undefined;
  /** Epoch ms. */
  readonly now: () => number;
}

/** A run shorter than this is not polled: its output is read once, when its logs are collected. */
export const SHORT_RUN_MS = 20;
/** An idle container that writes more than this between two looks is read like a busy one, so that its file stays small. */
const MUCH_OUTPUT_BYTES = 1024 * 1024;

/**
 * Knows how many calls a container works on and has it looked after meanwhile: output read and stamped, memory watched.
 * Beginning and ending a call is on the way of every run and does next to nothing.
 */
export class Activity {
  #calls = 0;
  #begun = 0;
  #ended: number | undefined;
  #touched = true;
  #writesMuch = false;

  constructor(private readonly parts: ActivityParts) {}

  get calls(): number {
    return this.#calls;
  }

  /** When the last call ended, epoch ms; undefined while one is under way. */
  get idleSince(): number | undefined {
    return this.#calls === 0 ? this.#ended : undefined;
  }

  begin(): void {
    this.#begun = this.parts.now();
    this.#touched = true;
    if (this.#calls++ === 0) this.parts.tickers.busy.add(this.#whileBusy);
  }

  end(): void {
    this.#ended = this.parts.now();
    if (--this.#calls === 0 && !this.#writesMuch) this.parts.tickers.busy.delete(this.#whileBusy);
  }

  wake(): void {
    this.parts.tickers.awake.add(this.#whileAwake);
  }

  /** No one looks after it until `wake`; it is frozen or gone. */
  rest(): void {
    this.#writesMuch = false;
    this.parts.tickers.awake.delete(this.#whileAwake);
    this.parts.tickers.busy.delete(this.#whileBusy);
  }

  readonly #whileBusy = (): void => {
    if (this.#calls > 0 && !this.#writesMuch && this.parts.now() - this.#begun < SHORT_RUN_MS) return;
    this.#writesMuch = this.parts.poll() > MUCH_OUTPUT_BYTES;
    if (this.#calls === 0 && !this.#writesMuch) this.parts.tickers.busy.delete(this.#whileBusy);
  };

  readonly #whileAwake = (): void => {
    if (this.#calls === 0 && !this.#writesMuch && this.parts.poll() > MUCH_OUTPUT_BYTES) {
      this.#writesMuch = true;
      this.parts.tickers.busy.add(this.#whileBusy);
    }
    // An idle container's memory is of interest once more after its last run.
    if (this.#touched) this.parts.look?.();
    this.#touched = this.#calls > 0;
  };
}
