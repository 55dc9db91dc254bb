import type { Delivery, Feed, FeedOptions, Handler } from '@whisker/message-bus';
import type { Topic } from '@whisker/messages';
import { Fifo } from './fifo';

/** A message in the bus, and what its handler is given. */
export interface Letter<T> extends Delivery<T> {
  readonly topic: string;
  /** Name in the log; undefined if its topic is not kept. */
  readonly key: string | undefined;
  /** Size as text, bytes more or less; 0 if its topic is not kept. */
  readonly weight: number;
}

/** A letter of an earlier process: its message is text until somebody takes it. */
export interface OldLetter {
  readonly topic: string;
  readonly key: string;
  readonly weight: number;
  readonly producedAt: number;
  readonly text: string;
  /** When its run was started, epoch ms. */
  readonly startedAt?: number;
}

/** What a queue tells the bus. */
export interface QueueEvents {
  /** The message is done. */
  readonly onDone: (letter: Letter<unknown> | OldLetter) => void;
  readonly onError: (error: Error) => void;
}

/** One topic within the process: what waits, and the feed that takes it. */
export class TopicQueue<T> {
  readonly #events: QueueEvents;
  readonly #waiting = new Fifo<Letter<T> | OldLetter>();
  #feed: LocalFeed<T> | undefined;
  #topic: Topic<T> | undefined;
  #scheduled = false;
  /** Messages that were taken into the topic and are not done. */
  held = 0;
  /** Their weight. */
  weight = 0;

  constructor(events: QueueEvents) {
    this.#events = events;
  }

  /** Counts a message that will be put here. */
  reserve(weight: number): void {
    this.held += 1;
    this.weight += weight;
  }

  /** Takes back what {@link TopicQueue.reserve} counted. */
  release(weight: number): void {
    this.held -= 1;
    this.weight -= weight;
  }

  put(letter: Letter<T> | OldLetter): void {
    this.#waiting.push(letter);
    this.deliverSoon();
  }

  /** Within this turn, but not within the call: whoever puts a message is not to run its handler. */
  deliverSoon(): void {
    if (this.#scheduled || !this.#feed) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#deliver());
  }

  /** @throws Error if the topic has a consumer */
  open(topic: Topic<T>, { capacity }: FeedOptions, handler: Handler<T>): Feed {
    if (this.#feed) throw new Error(`topic ${topic.name} has a consumer already`);
    this.#topic = topic;
    const feed = new LocalFeed(capacity, handler, {
      onFree: () => this.deliverSoon(),
      onClose: () => this.#leave(feed),
    });
    this.#feed = feed;
    this.deliverSoon();
    return feed;
  }

  /** Hands nothing over any more. */
  stop(): void {
    this.#feed?.pause();
    this.#feed = undefined;
  }

  #deliver(): void {
    this.#scheduled = false;
    while (this.#feed?.hasRoom && this.#waiting.length > 0) {
      const next = this.#waiting.shift() as Letter<T> | OldLetter;
      const letter = 'message' in next ? next : this.#read(next);
      if (letter) this.#handOver(this.#feed, letter);
    }
  }

  #handOver(feed: LocalFeed<T>, letter: Letter<T>): void {
    feed.take(letter).then(
      () => this.#done(letter),
      (error: unknown) => {
        this.#events.onError(new Error(`a message of topic ${letter.topic} failed its handler`, { cause: error }));
        this.#done(letter);
      },
    );
  }

  #done(letter: Letter<T> | OldLetter): void {
    this.release(letter.weight);
    this.#events.onDone(letter);
  }

  #read(old: OldLetter): Letter<T> | undefined {
    const { topic, key, weight, producedAt, text } = old;
    try {
      const message = (this.#topic as Topic<T>).decode(text);
      return { topic, key, weight, producedAt, message, redelivered: true };
    } catch (error) {
      this.#events.onError(
        new Error(`a kept message of topic ${topic} cannot be read and is dropped`, { cause: error }),
      );
      this.#done(old);
      return undefined;
    }
  }

  #leave(feed: LocalFeed<T>): void {
    if (this.#feed === feed) this.#feed = undefined;
  }
}

interface FeedEvents {
  readonly onFree: () => void;
  readonly onClose: () => void;
}

class LocalFeed<T> implements Feed {
  readonly #capacity: number;
  readonly #handler: Handler<T>;
  readonly #events: FeedEvents;
  #taken = 0;
  #paused = false;
  #closed: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  constructor(capacity: number, handler: Handler<T>, events: FeedEvents) {
    this.#capacity = capacity;
    this.#handler = handler;
    this.#events = events;
  }

  get hasRoom(): boolean {
    return !this.#paused && !this.#closed && this.#taken < this.#capacity;
  }

  async take(delivery: Delivery<T>): Promise<void> {
    this.#taken += 1;
    try {
      await this.#handler(delivery);
    } finally {
      this.#taken -= 1;
      this.#events.onFree();
      if (this.#taken === 0) this.#closed?.resolve();
    }
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#events.onFree();
  }

  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = deferred();
      this.#events.onClose();
      if (this.#taken === 0) this.#closed.resolve();
    }
    return this.#closed.promise;
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
