import type { Topic } from '@whisker/messages';

/** A message on its way to a handler. */
export interface Delivery<T> {
  readonly message: T;
  /** Epoch ms at which it was produced. */
  readonly producedAt: number;
  /**
   * Handed over before by a process that ended before it was done with it. Started work must not be run again:
   * whoever takes such a message decides by its own journal.
   */
  readonly redelivered: boolean;
}

/**
 * Takes one message. The feed counts the message against its capacity until the promise settles; a handler must not
 * reject (a rejection is reported and counts as done, so that one bad message cannot stop a topic).
 */
export type Handler<T> = (delivery: Delivery<T>) => Promise<void>;

export interface FeedOptions {
  /** Messages handed over and not done, at most. */
  readonly capacity: number;
}

export interface ProduceOptions {
  /** Nobody is told of the message before {@link MessageBus.secure} resolves: it need not be durable until then. */
  readonly untold?: boolean;
}

/** A running consumption of a topic. */
export interface Feed {
  /** Takes no further message; those handed over go on. */
  pause(): void;
  resume(): void;
  /** Stops, and resolves when what was handed over is done. */
  close(): Promise<void>;
}

/**
 * Port: topics with one consumer each.
 *
 * - A produced message is durable (it survives the death of this process) when `produce` resolves. It may be handed over
 *   before; a consumer that must not lose or repeat work keeps a journal of its own.
 * - Messages of a topic are handed over in the order they were produced.
 * - A message is done when its handler settled; a message not done when the process dies is handed over again to the
 *   next consumer, marked `redelivered`, unless the adapter gives up a message at hand-over (Kafka, at most once).
 * - A topic holds a bounded number of messages. @throws unavailable from `produce` beyond that
 *
 * Contract suite: `messageBusContract` in `@whisker/testing`.
 */
export interface MessageBus {
  produce<T>(topic: Topic<T>, message: T, options?: ProduceOptions): Promise<void>;
  /** Resolves when every message produced so far is durable, `untold` ones too. */
  secure(): Promise<void>;
  consume<T>(topic: Topic<T>, options: FeedOptions, handler: Handler<T>): Promise<Feed>;
  close(): Promise<void>;
}
