import { randomBytes } from 'node:crypto';
import { refuse } from '@whisker/entities';
import type { Feed, FeedOptions, Handler, MessageBus } from '@whisker/message-bus';
import type { Topic } from '@whisker/messages';
import type { BrokerClient } from './broker-client';
import { settingsOf, type KafkaBusOptions, type KafkaBusSettings } from './kafka-bus-options';
import { KafkajsBroker } from './kafkajs-broker';
import { Outages } from './outages';
import { Outbox } from './outbox';
import { TopicFeed } from './topic-feed';
import { TopicLane } from './topic-lane';
import { TopicReading, type TopicTaker } from './topic-reading';

/** What a message costs on the wire beside its text, at most, bytes. */
const OVERHEAD_BYTES = 512;
const BATCH_BYTES = 1024 * 1024;
const CLOSE_WITHIN_MS = 5000;
/** What Kafka takes for a name. */
const TOPIC_NAME = /^[A-Za-z0-9._-]{1,249}$/;

/**
 * {@link MessageBus} on Kafka: a topic is a Kafka topic of one partition, made before its first use.
 *
 * - `produce` resolves when the brokers have confirmed the message. When it rejects, the message may be written all the
 *   same. A message written twice is handed over once, or marked `redelivered` if the process changed in between.
 * - A durable topic is read by one process at a time. After a crash the next one takes over when the brokers gave up
 *   the last one's session, and gets what was not done. All messages older than the feed are marked `redelivered`:
 *   whether somebody had them is not known.
 * - A topic that is not durable is read from its end.
 * - Lost connections are made again for ever; `lacking` tells what does not work meanwhile.
 */
export class KafkaBus implements MessageBus {
  readonly #settings: KafkaBusSettings;
  readonly #broker: BrokerClient;
  readonly #outbox: Outbox;
  readonly #outages: Outages;
  readonly #lanes = new Map<string, TopicLane>();
  readonly #feeds = new Map<string, Pick<TopicFeed<unknown>, 'abandon'>>();
  /** This bus among all: in stamps, and in the groups of topics that are not durable. */
  readonly #id: string;
  /** Messages that are not confirmed. */
  readonly #unconfirmed = new Set<Promise<void>>();
  #closed: Promise<void> | undefined;

  /**
   * Nothing is connected before the first message or consumer.
   * @param broker default: kafkajs
   * @throws Error naming the option that is wrong
   */
  constructor(options: KafkaBusOptions, broker?: BrokerClient) {
    const settings = settingsOf(options);
    const { now, log, maxUnsent, maxUnsentBytes, brokers } = settings;
    this.#settings = settings;
    this.#broker = broker ?? new KafkajsBroker(settings);
    this.#outbox = new Outbox(maxUnsent, maxUnsentBytes);
    this.#outages = new Outages({ log, now, brokers: brokers.join(',') });
    this.#id = randomBytes(6).toString('hex');
  }

  async produce<T>(topic: Topic<T>, message: T): Promise<void> {
    if (this.#closed) throw refuse.unavailable();
    const value = Buffer.from(topic.encode(message));
    const { maxMessageBytes, log } = this.#settings;
    if (value.length + OVERHEAD_BYTES > maxMessageBytes) {
      log.warn('Kafka: a message is larger than maxMessageBytes', {
        topic: topic.name,
        bytes: value.length,
        maxMessageBytes,
      });
      throw refuse.requestTooLarge();
    }
    const confirmed = this.#laneOf(topic).produce(value);
    this.#unconfirmed.add(confirmed);
    await confirmed.finally(() => this.#unconfirmed.delete(confirmed));
  }

  async secure(): Promise<void> {
    await Promise.all(this.#unconfirmed);
  }

  /** Resolves when messages come, however long that takes: see {@link KafkaBus.lacking}. */
  async consume<T>(topic: Topic<T>, { capacity }: FeedOptions, handler: Handler<T>): Promise<Feed> {
    if (this.#closed) throw refuse.unavailable();
    const name = this.#nameOf(topic);
    if (this.#feeds.has(name)) throw new Error(`topic ${topic.name} has a consumer already`);
    const { commitEveryMs, timers, log } = this.#settings;
    const onClose = (): boolean => this.#feeds.delete(name);
    const feed = new TopicFeed({ topic, capacity, handler, commitEveryMs, timers, log, onClose });
    this.#feeds.set(name, feed);
    const reading = this.#readingOf(name, topic.durable, feed);
    feed.attach(reading);
    try {
      await reading.start();
    } catch (fault) {
      await feed.abandon();
      if (this.#closed) throw refuse.unavailable();
      throw fault;
    }
    return feed;
  }

  /** What does not work at the moment, one line each with the reason; empty: everything that is in use works. */
  lacking(): readonly string[] {
    return this.#outages.lines;
  }

  /** Sends what can be sent within five seconds. What was handed over and is not done comes again after the next start. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.all([
      ...[...this.#lanes.values()].map((lane) => lane.close(CLOSE_WITHIN_MS)),
      ...[...this.#feeds.values()].map((feed) => feed.abandon()),
    ]);
    await this.#broker.close();
  }

  #readingOf(name: string, durable: boolean, taker: TopicTaker): TopicReading {
    return new TopicReading({
      topic: name,
      durable,
      // Nobody takes over a topic that is not durable: with a group of its own, nobody has to wait for a dead one's session.
      group: durable ? name : `${name}.${this.#id}`,
      broker: this.#broker,
      taker,
      outages: this.#outages,
      timers: this.#settings.timers,
    });
  }

  #laneOf<T>(topic: Topic<T>): TopicLane {
    const name = this.#nameOf(topic);
    const known = this.#lanes.get(name);
    if (known) return known;
    const { produceWithinMs, maxMessageBytes, now, timers } = this.#settings;
    const lane = new TopicLane({
      topic: name,
      durable: topic.durable,
      sender: this.#id,
      broker: this.#broker,
      outbox: this.#outbox,
      outages: this.#outages,
      produceWithinMs,
      batchBytes: Math.min(BATCH_BYTES, maxMessageBytes / 2),
      now,
      timers,
    });
    this.#lanes.set(name, lane);
    return lane;
  }

  /** @throws Error if Kafka would not take it */
  #nameOf({ name }: { readonly name: string }): string {
    const full = `${this.#settings.topicPrefix}${name}`;
    if (TOPIC_NAME.test(full)) return full;
    throw new Error(`'${full}' cannot be a Kafka topic: its name may hold letters, digits, '.', '_' and '-' only`);
  }
}
