import { Kafka, logLevel, type Admin, type KafkaConfig, type Producer } from 'kafkajs';
import {
  BrokerFault,
  type BrokerClient,
  type OutgoingRecord,
  type Reader,
  type RecordSink,
  type Source,
} from './broker-client';
import type { KafkaBusSettings } from './kafka-bus-options';
import { isUnknownTopic, kafkajsFault } from './kafkajs-faults';
import { KafkajsReader, STAMP } from './kafkajs-reader';
import { KeptClient } from './kept-client';

const HOUR_MS = 3_600_000;
const DURABLE_MS = 48 * HOUR_MS;
/** Who waits for a repeated call repeats it by itself; it knows what may be written twice. */
const ONCE = { retries: 0 };
/** Where a repetition does no harm. */
const SOME = { retries: 3, initialRetryTime: 100, maxRetryTime: 1000 };
const ACKS = { all: -1, leader: 1 };

/** {@link BrokerClient} by kafkajs: one connection that sends, one that makes topics, one for each reader. */
export class KafkajsBroker implements BrokerClient {
  readonly #settings: KafkaBusSettings;
  readonly #kafka: Kafka;
  readonly #producer: KeptClient<Producer>;
  readonly #admin: KeptClient<Admin>;
  readonly #prepared = new Map<string, Promise<void>>();

  constructor(settings: KafkaBusSettings) {
    this.#settings = settings;
    this.#kafka = new Kafka(configuration(settings));
    this.#producer = new KeptClient(() => this.#kafka.producer({ allowAutoTopicCreation: false, retry: ONCE }));
    this.#admin = new KeptClient(() => this.#kafka.admin({ retry: SOME }));
  }

  prepare(topic: string, durable: boolean): Promise<void> {
    let prepared = this.#prepared.get(topic);
    if (!prepared) {
      prepared = this.#prepare(topic, durable).catch((thrown: unknown) => {
        this.#prepared.delete(topic);
        throw kafkajsFault(thrown);
      });
      this.#prepared.set(topic, prepared);
    }
    return prepared;
  }

  async end(topic: string): Promise<number> {
    const [partition] = await this.#asked(topic, (admin) => admin.fetchTopicOffsets(topic));
    return Number(partition?.high ?? 0);
  }

  async send(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    const { acks, requestWithinMs } = this.#settings;
    const messages = records.map(({ value, producedAt, stamp }) => ({
      value,
      partition: 0,
      timestamp: String(producedAt),
      headers: { [STAMP]: stamp },
    }));
    try {
      await this.#producer.use((producer) =>
        producer.send({ topic, messages, acks: ACKS[acks], timeout: requestWithinMs }),
      );
    } catch (thrown) {
      if (isUnknownTopic(thrown)) this.#prepared.delete(topic);
      throw kafkajsFault(thrown);
    }
  }

  async read(source: Source, sink: RecordSink): Promise<Reader> {
    const { sessionMs, requestWithinMs } = this.#settings;
    const reader = new KafkajsReader(this.#kafka, source, { sink, sessionMs, silentMs: 2 * requestWithinMs });
    try {
      await reader.start();
      return reader;
    } catch (thrown) {
      if (isUnknownTopic(thrown)) this.#prepared.delete(source.topic);
      throw kafkajsFault(thrown);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#producer.close(), this.#admin.close()]);
  }

  async #prepare(topic: string, durable: boolean): Promise<void> {
    const {
      replicas = -1,
      maxMessageBytes,
      retentionMs = durable ? DURABLE_MS : HOUR_MS,
      requestWithinMs,
    } = this.#settings;
    const configEntries = [
      { name: 'max.message.bytes', value: String(maxMessageBytes) },
      { name: 'retention.ms', value: String(retentionMs) },
    ];
    const wanted = { topic, numPartitions: 1, replicationFactor: replicas, configEntries };
    // False: it exists.
    await this.#admin.use((admin) => admin.createTopics({ topics: [wanted], timeout: requestWithinMs }));
    const { topics } = await this.#admin.use((admin) => admin.fetchTopicMetadata({ topics: [topic] }));
    const partitions = topics[0]?.partitions.length ?? 0;
    if (partitions > 1) {
      const help = 'Whisker keeps the order of a topic, so it has one: delete it, or set a topicPrefix';
      throw new BrokerFault('lasting', `topic ${topic} has ${partitions} partitions. ${help}`);
    }
  }

  async #asked<R>(topic: string, call: (admin: Admin) => Promise<R>): Promise<R> {
    try {
      return await this.#admin.use(call);
    } catch (thrown) {
      if (isUnknownTopic(thrown)) this.#prepared.delete(topic);
      throw kafkajsFault(thrown);
    }
  }
}

function configuration({
  brokers,
  clientId,
  tls,
  login,
  connectWithinMs,
  requestWithinMs,
}: KafkaBusSettings): KafkaConfig {
  return {
    clientId,
    brokers: [...brokers],
    connectionTimeout: connectWithinMs,
    authenticationTimeout: connectWithinMs,
    requestTimeout: requestWithinMs,
    enforceRequestTimeout: true,
    logLevel: logLevel.NOTHING,
    // Each broker once.
    retry: { ...SOME, retries: Math.max(SOME.retries, brokers.length - 1) },
    ...(tls && { ssl: { ...tls } }),
    ...(login && { sasl: saslOf(login) }),
  };
}

function saslOf({
  mechanism,
  username,
  password,
}: NonNullable<KafkaBusSettings['login']>): NonNullable<KafkaConfig['sasl']> {
  // One member of a union for each mechanism, which the compiler must be led to.
  if (mechanism === 'plain') return { mechanism, username, password };
  if (mechanism === 'scram-sha-256') return { mechanism, username, password };
  return { mechanism, username, password };
}
