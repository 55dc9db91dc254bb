import { refuse } from '@whisker/entities';
import type { Feed, FeedOptions, Handler, MessageBus, ProduceOptions } from '@whisker/message-bus';
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
  readonly print: () => string;
  /** When its run was started, epoch ms. */
  readonly startedAt?: number;
}

/** A message of an earlier process whose run it had started. */
export interface StartedLetter {
  readonly text: string;
  /** epoch ms */
  readonly startedAt: number;
}

const DONE = Promise.resolve();

/**
 * {@link MessageBus} within one process. Messages are handed over as they are, by reference.
 *
 * A message of a durable topic is in the log file when `produce` resolves, and leaves it when it is done: it survives
 * the death of the process, and of the machine only if the system wrote the file out before. It may be handed over
 * before it is written, even if it then cannot be. Whatever is in the log at the start is handed over again, marked
 * `redelivered`; whether it had been handed over before is not recorded.
 *
 * It also keeps, in the same lines, which messages of activations were started: see BusRunJournal.
 */
export class DurableBus implements MessageBus {
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  readonly #onError: (error: Error) => void;
  readonly #now: () => number;
  readonly #queues = new Map<string, TopicQueue<unknown>>();
  readonly #log: LiveLog<KeptLetter | OldLetter>;
  /** Keys of what is kept, by activation id. */
  readonly #byActivation = new Map<string, string>();
  readonly #startedBefore: readonly StartedLetter[];
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
      print: printLetter,
      read: readOldLetter,
      amend: (letter, text) => ({ ...letter, startedAt: Number(text) }),
      onError,
    });
    const old = [...this.#log.live.values()] as OldLetter[];
    this.#startedBefore = old.flatMap(({ text, startedAt }) => (startedAt === undefined ? [] : [{ text, startedAt }]));
    for (const letter of old) this.#takeOver(letter);
  }

  produce<T>(topic: Topic<T>, message: T, options: ProduceOptions = {}): Promise<void> {
    if (this.#closed) return Promise.reject(refuse.unavailable());
    const queue = this.#queueOf(topic.name);
    if (queue.held >= this.#maxMessages || queue.weight >= this.#maxBytes) return Promise.reject(refuse.unavailable());
    if (topic.durable) return this.#keep(topic, message, { queue, untold: options.untold === true });
    queue.reserve(0);
    queue.put({ topic: topic.name, key: undefined, weight: 0, producedAt: this.#now(), message, redelivered: false });
    return DONE;
  }

  async consume<T>(topic: Topic<T>, options: FeedOptions, handler: Handler<T>): Promise<Feed> {
    if (this.#closed) throw refuse.unavailable();
    return this.#queueOf(topic.name).open(topic as Topic<unknown>, options, handler as Handler<unknown>);
  }

  secure(): Promise<void> {
    return this.#log.secure();
  }

  /** What an earlier process had started when it ended. */
  get startedBefore(): readonly StartedLetter[] {
    return this.#startedBefore;
  }

  /** Notes that the run of an activation starts. Resolves when that is as durable as its message; undefined if there is none. */
  markStarted(activationId: string, startedAt: number): Promise<void> | undefined {
    const key = this.#byActivation.get(activationId);
    return key === undefined ? undefined : this.#log.amend(key, String(startedAt));
  }

  /** What is not done now is handed over again after the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const queue of this.#queues.values()) queue.stop();
    this.#log.close();
  }

  #keep<T>(topic: Topic<T>, message: T, { queue, untold }: Keeping): Promise<void> {
    const text = untold ? undefined : topic.encode(message);
    const key = String((this.#lastKey += 1));
    const letter: KeptLetter = {
      topic: topic.name,
      key,
      weight: text?.length ?? contentLength(message),
      producedAt: this.#now(),
      message,
      redelivered: false,
      print: () => text ?? topic.encode(message),
    };
    queue.reserve(letter.weight);
    const activationId = activationIdOf(message);
    if (activationId !== undefined) this.#byActivation.set(activationId, key);
    const written = untold ? this.#log.addLazily(key, letter) : this.#log.add(key, letter);
    // Not after it is written: whoever takes it writes a journal of its own, and both are then written in one turn.
    queue.put(letter);
    return written ?? DONE;
  }

  #takeOver(letter: KeptLetter | OldLetter): void {
    const queue = this.#queueOf(letter.topic);
    this.#lastKey = Math.max(this.#lastKey, Number(letter.key));
    queue.reserve(letter.weight);
    queue.put(letter);
  }

  #done(letter: Letter<unknown> | OldLetter): void {
    if (letter.key === undefined) return;
    const activationId = 'message' in letter ? activationIdOf(letter.message) : undefined;
    if (activationId !== undefined) this.#byActivation.delete(activationId);
    this.#log.end(letter.key);
  }

  #queueOf(topic: string): TopicQueue<unknown> {
    return this.#queues.get(topic) ?? this.#newQueue(topic);
  }

  #newQueue(topic: string): TopicQueue<unknown> {
    if (/\s/.test(topic)) throw new Error(`'${topic}' cannot be a topic: its name holds blanks`);
    const queue = new TopicQueue<unknown>({ onDone: (letter) => this.#done(letter), onError: this.#onError });
    this.#queues.set(topic, queue);
    return queue;
  }
}

interface Keeping {
  readonly queue: TopicQueue<unknown>;
  readonly untold: boolean;
}

/** Activations are told apart by their id; other messages have none. */
function activationIdOf(message: unknown): string | undefined {
  const { activationId } = message as { readonly activationId?: unknown };
  return typeof activationId === 'string' ? activationId : undefined;
}

/** What a message weighs that is not printed: its content is most of it. */
function contentLength(message: unknown): number {
  const { content } = message as { readonly content?: { readonly text?: string } };
  return content?.text?.length ?? 0;
}

/** Topic, time, time of the start if there was one, message. */
function printLetter(letter: KeptLetter | OldLetter): string {
  const { topic, producedAt, startedAt } = letter;
  const text = 'print' in letter ? letter.print() : letter.text;
  return `${topic} ${producedAt}${startedAt === undefined ? '' : `/${startedAt}`} ${text}`;
}

function readOldLetter(line: string, key: string): OldLetter {
  const [topic = '', times = ''] = line.split(' ', 2);
  const text = line.slice(topic.length + times.length + 2);
  const [, producedAt, startedAt] = /^(\d+)(?:\/(\d+))?$/.exec(times) ?? [];
  if (!/^\d+$/.test(key) || producedAt === undefined || text === '') throw new Error('no message');
  const letter = { topic, key, weight: text.length, producedAt: Number(producedAt), text };
  return startedAt === undefined ? letter : { ...letter, startedAt: Number(startedAt) };
}
