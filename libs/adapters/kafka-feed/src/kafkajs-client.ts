import type {
  KafkaAccess,
  KafkaClient,
  KafkaMessage,
  KafkaReader,
  KafkaRecord,
  KafkaSubscription,
  MessageHandler,
} from '@whisker/feeds';
import type { Consumer, EachBatchPayload, Kafka as KafkaJs } from 'kafkajs';

/** A consumer that stays silent for that long is taken for dead by the brokers, ms. */
const SESSION_MS = 30_000;
const HEARTBEAT_MS = 3000;
/** Stopping waits for the poll that is under way: it must be short. Ms. */
const POLL_MS = 500;
const CONNECT_MS = 5000;
const CLIENT_ID = 'whisker-feeds';

/** Kafka by kafkajs, which is loaded when the first topic is read: most providers have none. */
export class KafkajsClient implements KafkaClient {
  async read(subscription: KafkaSubscription, handler: MessageHandler): Promise<KafkaReader> {
    const kafka = await connectTo(subscription);
    const consumer = kafka.consumer({
      groupId: subscription.group,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: POLL_MS,
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [subscription.topic], fromBeginning: false });
      await consumer.run({ eachBatchAutoResolve: false, eachBatch: (batch) => hand(batch, handler) });
    } catch (fault) {
      await disconnect(consumer);
      throw fault;
    }
    return { close: () => disconnect(consumer) };
  }

  async send(access: KafkaAccess, { topic, key, value }: KafkaRecord): Promise<{ partition: number; offset: string }> {
    const producer = (await connectTo(access)).producer();
    try {
      await producer.connect();
      const message = { key: key && Buffer.from(key), value: Buffer.from(value) };
      const [sent] = await producer.send({ topic, messages: [message] });
      return { partition: sent?.partition ?? 0, offset: sent?.baseOffset ?? sent?.offset ?? '-1' };
    } finally {
      await producer.disconnect();
    }
  }
}

async function connectTo({ brokers, login }: KafkaAccess): Promise<KafkaJs> {
  const { Kafka, logLevel } = await import('kafkajs');
  return new Kafka({
    clientId: CLIENT_ID,
    brokers: [...brokers],
    connectionTimeout: CONNECT_MS,
    logLevel: logLevel.NOTHING,
    // Who reads or sends tries again by itself, and tells why it has to.
    retry: { retries: 2, initialRetryTime: 100 },
    ...(login && { ssl: true, sasl: { mechanism: 'plain' as const, username: login.user, password: login.password } }),
  });
}

/** The brokers are told of the last message once the handler is done; they hear from the consumer meanwhile. */
async function hand(
  { batch, resolveOffset, heartbeat, commitOffsetsIfNecessary }: EachBatchPayload,
  handler: MessageHandler,
) {
  const { topic, partition, messages } = batch;
  const alive = setInterval(() => void heartbeat().catch(() => undefined), HEARTBEAT_MS);
  try {
    await handler(messages.map(({ offset, key, value }): KafkaMessage => ({ topic, partition, offset, key, value })));
  } finally {
    clearInterval(alive);
  }
  resolveOffset(batch.lastOffset());
  await commitOffsetsIfNecessary();
  await heartbeat();
}

async function disconnect(consumer: Consumer): Promise<void> {
  await consumer.disconnect().catch(() => undefined);
}
