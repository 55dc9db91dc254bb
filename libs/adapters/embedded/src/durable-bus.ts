import { refuse } from '@whisker/entities';
import type { Feed, FeedOptions, Handler, MessageBus } from '@whisker/message-bus';
import type { Topic } from '@whisker/messages';
import { LiveLog } from './live-log';
import { TopicQueue, type Letter, type OldLetter } from './topic-queue';

export interface DurableBusOptions {
  /** Messages of a topic that are not done, at most. Default 100,000. */
  readonly maxMessages?: number;
  /** Their size as text, at most, bytes; kept topics only. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Something went wrong that nobody waits for. Default: silent. */
  readonly onError?: (error: Error) => void;
  /** Epoch ms. Default: the system's clock. */
  readonly now?: () => number;
}

interface KeptLetter extends Letter<unknown> {
  readonly key: string;
  readonly text: string;
}

const DONE = Promise.resolve();

/**
 * {@link MessageBus} within one process. Messages are handed over as they are, by reference.
 *
 * A message of a durable topic is in the log file when `produce` resolves, and leaves it when it is done: it survives
 * the death of the process, and of the machine only if the system wrote the file out before. It may be handed over
 * before it is written, even if it then cannot be. Whatever is in the log at the start is handed over again, marked
 * `redelivered`; whether it had been handed over before is not recorded.
 */
export class DurableBus implements MessageBus {
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  readonly #onError: (error: Error) => void;
  readonly #now: () => number;
  readonly #queues = new Map<string, TopicQueue<unknown>>();
  readonly #log: LiveLog<KeptLetter | OldLetter>;
  #lastKey = 0;
  #closed = false;

  /** @param file is made if it is missing */
  constructor(file: string, options: DurableBusOptions = {}) {
    const { maxMessages = 100_000, maxBytes = 256 * 1024 * 1024, onError = () => undefined, now = Date.now } = options;
    this.#maxMessages = maxMessages;
    this.#maxBytes = maxBytes;
    this.#onError = onError;
    this.#now = now;
    this.#log = new LiveLog<KeptLetter | OldLetter>(file, {
      print: ({ topic, producedAt, text }) => `${topic} ${producedAt} ${text}`,
      read: readOldLetter,
      onError,
    });
    for (const letter of this.#log.live.values()) this.#takeOver(letter);
  }

  produce<T>(topic: Topic<T>, message: T): Promise<void> {
    if (this.#closed) return Promise.reject(refuse.unavailable());
    const queue = this.#queueOf(topic.name);
    if (queue.held >= this.#maxMessages || queue.weight >= this.#maxBytes) return Promise.reject(refuse.unavailable());
    if (topic.durable) return this.#keep(topic, queue, message);
    queue.reserve(0);
    queue.put({ topic: topic.name, key: undefined, weight: 0, producedAt: this.#now(), message, redelivered: false });
    return DONE;
  }

  async consume<T>(topic: Topic<T>, options: FeedOptions, handler: Handler<T>): Promise<Feed> {
    if (this.#closed) throw refuse.unavailable();
    return this.#queueOf(topic.name).open(topic as Topic<unknown>, options, handler as Handler<unknown>);
  }

  /** What is not done now is handed over again after the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const queue of this.#queues.values()) queue.stop();
    this.#log.close();
  }

  #keep<T>(topic: Topic<T>, queue: TopicQueue<unknown>, message: T): Promise<void> {
    const text = topic.encode(message);
    const key = String((this.#lastKey += 1));
    const letter = {
      topic: topic.name,
      key,
      weight: text.length,
      producedAt: this.#now(),
      message,
      redelivered: false,
      text,
    };
    queue.reserve(letter.weight);
    const written = this.#log.add(key, letter);
    // Not after it is written: whoever takes it writes a journal of its own, and both are then written in one turn.
    queue.put(letter);
    return written;
  }

  #takeOver(letter: KeptLetter | OldLetter): void {
    const queue = this.#queueOf(letter.topic);
    this.#lastKey = Math.max(this.#lastKey, Number(letter.key));
    queue.reserve(letter.weight);
    queue.put(letter);
  }

  #queueOf(topic: string): TopicQueue<unknown> {
    return this.#queues.get(topic) ?? this.#newQueue(topic);
  }

  #newQueue(topic: string): TopicQueue<unknown> {
    if (/\s/.test(topic)) throw new Error(`'${topic}' cannot be a topic: its name holds blanks`);
    const queue = new TopicQueue<unknown>({ onDone: (key) => this.#log.end(key), onError: this.#onError });
    this.#queues.set(topic, queue);
    return queue;
  }
}

function readOldLetter(line: string, key: string): OldLetter {
  const [topic = '', producedAt = ''] = line.split(' ', 2);
  const text = line.slice(topic.length + producedAt.length + 2);
  if (!/^\d+$/.test(key) || !/^\d+$/.test(producedAt) || text === '') throw new Error('no message');
  return { topic, key, weight: text.length, producedAt: Number(producedAt), text };
}
