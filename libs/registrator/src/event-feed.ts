import type { Timers } from '@whisker/entities';
import type { ContainerEngine, ContainerEvent } from './ports';

export interface EventFeedOptions {
  readonly engine: ContainerEngine;
  readonly timers: Timers;
  /** Pause before the stream is opened again, ms. */
  readonly pauseMs: () => number;
  /** The stream is open, for the first time or again: what happened before it must be looked up. */
  readonly opened: () => void;
  readonly event: (event: ContainerEvent) => void;
  readonly failed: (error: Error) => void;
}

/** The engine's events for ever: a stream that ends is opened again behind the last event seen. */
export class EventFeed {
  readonly #options: EventFeedOptions;
  #position: string | undefined;
  #end: () => void = () => undefined;
  #closed = false;

  constructor(options: EventFeedOptions) {
    this.#options = options;
  }

  /** Resolves when the stream is open, or could not be opened: then it is tried again. */
  async open(): Promise<void> {
    const { engine, event, opened } = this.#options;
    try {
      const end = await engine.follow(this.#position, {
        event: (told) => {
          this.#position = told.position;
          event(told);
        },
        ended: (error) => this.#again(error),
      });
      if (this.#closed) return end();
      this.#end = end;
      opened();
    } catch (error) {
      this.#again(error as Error);
    }
  }

  close(): void {
    this.#closed = true;
    this.#end();
  }

  #again(error: Error): void {
    if (this.#closed) return;
    this.#options.failed(error);
    this.#end = this.#options.timers.after(this.#options.pauseMs(), () => void this.open());
  }
}
