import type { Delivery } from '@whisker/message-bus';
import type { Topic } from '@whisker/messages';
import { eventually, ManualTime, messageBusContract, type PortUnderTest } from '@whisker/testing';
import { BrokerFault } from './broker-client';
import { KafkaBus, type KafkaBusOptions } from './index';
import { FakeBroker } from './testing/fake-broker';

const brokers = ['broker:9092'];

messageBusContract('KafkaBus on brokers in memory', async (): Promise<PortUnderTest<KafkaBus>> => {
  const broker = new FakeBroker();
  let subject = new KafkaBus({ brokers }, broker);
  return {
    subject,
    close: () => subject.close(),
    async reopen() {
      await subject.close();
      return (subject = new KafkaBus({ brokers }, broker));
    },
  };
});

const topic: Topic<number> = { name: 'numbers', durable: true, encode: String, decode: readNumber };

function readNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`'${text}' is not a number`);
  return Number(text);
}

function bench(options: Partial<KafkaBusOptions> = {}) {
  const broker = new FakeBroker();
  const time = new ManualTime();
  const told: string[] = [];
  const log = { warn: (text: string) => void told.push(text), error: (text: string) => void told.push(text) };
  const open = () => new KafkaBus({ brokers, now: time.clock, timers: time, log, ...options }, broker);
  return { broker, time, told, open, bus: open() };
}

/** Consumes numbers. @param bounds what they are done by */
async function consume(bus: KafkaBus, handler: (delivery: Delivery<number>) => Promise<void> = async () => undefined) {
  const seen: Delivery<number>[] = [];
  const feed = await bus.consume(topic, { capacity: 100 }, async (delivery) => {
    seen.push(delivery);
    await handler(delivery);
  });
  const numbers = (): readonly number[] => seen.map(({ message }) => message);
  return {
    seen,
    numbers,
    feed,
    has: (count: number) => eventually(`${count} handed over`, () => seen.length >= count),
  };
}

/** Lets everything happen that waits for no timer. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const down = new BrokerFault('passing', 'connect ECONNREFUSED');

describe('KafkaBus sends', () => {
  it('what is produced at the same time together, and what comes meanwhile with the next request', async () => {
    const { broker, bus } = bench();
    const first = [1, 2, 3].map((n) => bus.produce(topic, n));
    await Promise.all(first);
    await Promise.all([...Array(50).keys()].map((n) => bus.produce(topic, n)));
    expect(broker.sent).toEqual([3, 50]);
  });

  it('no more bytes together than brokers take in one piece', async () => {
    const { broker, bus } = bench({ maxMessageBytes: 4096 });
    const text: Topic<string> = { name: 'texts', durable: true, encode: String, decode: String };
    await Promise.all(Array.from({ length: 5 }, () => bus.produce(text, 'x'.repeat(900))));
    expect(broker.sent).toEqual([2, 2, 1]);
  });

  it('a request again that failed, and each message is handed over once, in order', async () => {
    const { broker, bus, time } = bench();
    const { has, numbers, seen } = await consume(bus);
    broker.fates.push('written-but-failed', down);
    const produced = Promise.all([1, 2, 3].map((n) => bus.produce(topic, n)));
    for (let attempts = 1; attempts < 3; attempts += 1) {
      await settle();
      time.pass(2000);
    }
    await produced;
    await bus.produce(topic, 4);
    await has(4);
    expect(numbers()).toEqual([1, 2, 3, 4]);
    expect(seen.map(({ redelivered }) => redelivered)).toEqual([false, false, false, false]);
    expect(broker.logOf('numbers').records).toHaveLength(7);
  });

  it('a message again, marked, if the first of it was handed over by an earlier process', async () => {
    const { broker, bus, open, time } = bench();
    broker.fates.push('written-but-failed');
    const produced = bus.produce(topic, 1);
    await settle();
    // An earlier consumer had the first one, and told the brokers.
    broker.logOf('numbers').committed.set('numbers', 1);
    const { has, seen } = await consume(open());
    time.pass(2000);
    await produced;
    await has(1);
    expect(seen[0]?.redelivered).toBe(true);
  });

  it('nothing it has given up, and tells what it lacks meanwhile', async () => {
    const { broker, bus, time, told } = bench({ produceWithinMs: 1000 });
    broker.down = down;
    const produced = bus.produce(topic, 1).catch((failure: unknown) => failure);
    await settle();
    expect(bus.lacking()).toEqual(['Kafka (broker:9092): cannot send to topic numbers: connect ECONNREFUSED']);
    time.pass(1000);
    expect(await produced).toMatchObject({ code: 'unavailable', cause: { message: 'connect ECONNREFUSED' } });
    broker.down = undefined;
    time.pass(2000);
    await bus.produce(topic, 2);
    expect(broker.sent).toEqual([1]);
    expect(bus.lacking()).toEqual([]);
    expect(told).toEqual([
      'Kafka: cannot send to topic numbers, trying again',
      'Kafka: can send to topic numbers again',
    ]);
  });

  it.each([
    { name: 'messages', options: { maxUnsent: 2 } },
    { name: 'bytes', options: { maxUnsentBytes: 2 } },
  ])('no more unsent $name than its bound', async ({ options }) => {
    const { broker, bus, time } = bench(options);
    broker.down = down;
    const kept = [1, 2].map((n) => bus.produce(topic, n));
    await expect(bus.produce({ ...topic, name: 'others' }, 3)).rejects.toMatchObject({ code: 'unavailable' });
    broker.down = undefined;
    time.pass(2000);
    await settle();
    time.pass(2000);
    await Promise.all(kept);
    await expect(bus.produce(topic, 3)).resolves.toBeUndefined();
  });

  it('no message that is too large, by its own measure or the brokers’', async () => {
    const { broker, bus } = bench({ maxMessageBytes: 2000 });
    const text: Topic<string> = { name: 'texts', durable: true, encode: String, decode: String };
    await expect(bus.produce(text, 'x'.repeat(2000))).rejects.toMatchObject({ code: 'requestTooLarge' });
    const tooLarge = new BrokerFault('too-large', 'larger than the largest message');
    broker.fates.push(tooLarge, tooLarge);
    const results = await Promise.allSettled(['one', 'two', 'three'].map((message) => bus.produce(text, message)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(broker.logOf('texts').records.map(({ value }) => value.toString())).toEqual(['two', 'three']);
  });

  it('nothing where it may not, and says so at once', async () => {
    const { broker, bus } = bench();
    broker.fates.push(new BrokerFault('lasting', 'not authorized'));
    await expect(bus.produce(topic, 1)).rejects.toThrow('not authorized');
    await expect(bus.produce(topic, 2)).resolves.toBeUndefined();
  });

  it('what waits before it closes, and gives up what is not answered', async () => {
    const { broker, bus, open, time } = bench();
    const last = bus.produce(topic, 1);
    await bus.close();
    await expect(last).resolves.toBeUndefined();
    await expect(bus.produce(topic, 2)).rejects.toMatchObject({ code: 'unavailable' });
    const other = open();
    broker.fates.push('never-answered');
    const unanswered = other.produce(topic, 3).catch((failure: unknown) => failure);
    const closing = other.close();
    await settle();
    time.pass(5000);
    await closing;
    expect(await unanswered).toMatchObject({ code: 'unavailable' });
  });

  it('to no topic that Kafka would not take', async () => {
    await expect(bench().bus.produce({ ...topic, name: 'a/b' }, 1)).rejects.toThrow("'a/b' cannot be a Kafka topic");
  });
});

describe('KafkaBus reads', () => {
  it('on after its reader was lost, each message once', async () => {
    const { broker, bus, time } = bench();
    const { has, numbers } = await consume(bus);
    await bus.produce(topic, 1);
    await has(1);
    broker.down = down;
    broker.loseReaders();
    await settle();
    expect(bus.lacking()).toEqual(['Kafka (broker:9092): cannot read topic numbers: connect ECONNREFUSED']);
    broker.down = undefined;
    await bus.produce(topic, 2);
    time.pass(2000);
    await has(2);
    expect(numbers()).toEqual([1, 2]);
    expect(bus.lacking()).toEqual([]);
  });

  it('from the first moment the brokers are there', async () => {
    const { broker, bus, time } = bench();
    broker.down = down;
    const opening = consume(bus);
    await settle();
    expect(bus.lacking()).toEqual(['Kafka (broker:9092): cannot read topic numbers: connect ECONNREFUSED']);
    broker.down = undefined;
    time.pass(2000);
    const { has } = await opening;
    await bus.produce(topic, 1);
    await has(1);
  });

  it('not where it may not, and says so at once', async () => {
    const { broker, bus } = bench();
    broker.down = new BrokerFault('lasting', 'not authorized');
    await expect(consume(bus)).rejects.toThrow('not authorized');
    broker.down = undefined;
    await expect(consume(bus)).resolves.toBeDefined();
  });

  it('no longer when it is closed while it waits for the brokers', async () => {
    const { broker, bus } = bench();
    broker.down = down;
    const opening = consume(bus).catch((failure: unknown) => failure);
    await settle();
    await bus.close();
    expect(await opening).toMatchObject({ code: 'unavailable' });
  });

  it('over messages it cannot read', async () => {
    const { bus, told } = bench();
    const { has, numbers } = await consume(bus);
    await bus.produce({ ...topic, encode: () => 'poison' }, 0);
    await bus.produce(topic, 1);
    await has(1);
    expect(numbers()).toEqual([1]);
    expect(told).toEqual(['Kafka: a message cannot be read and is dropped']);
  });

  it('and tells the brokers what is done, in order, some time after', async () => {
    const { broker, bus, time } = bench({ commitEveryMs: 100 });
    const open: (() => void)[] = [];
    const { has } = await consume(bus, () => new Promise((resolve) => open.push(resolve)));
    const committed = (): number | undefined => broker.logOf('numbers').committed.get('numbers');
    await Promise.all([1, 2, 3].map((n) => bus.produce(topic, n)));
    await has(3);
    open[1]?.();
    await settle();
    time.pass(100);
    await settle();
    expect(committed()).toBeUndefined();
    open[0]?.();
    await settle();
    expect(committed()).toBeUndefined();
    time.pass(100);
    await settle();
    expect(committed()).toBe(2);
  });

  it('a topic that was made again from its beginning', async () => {
    const { broker, bus, told } = bench();
    const { has, numbers } = await consume(bus);
    for (const n of [1, 2, 3]) await bus.produce(topic, n);
    await has(3);
    await settle();
    broker.empty('numbers');
    broker.loseReaders();
    await settle();
    await bus.produce(topic, 4);
    await has(4);
    expect(numbers()).toEqual([1, 2, 3, 4]);
    expect(told).toContain('Kafka: a topic begins anew, as if it had been deleted');
  });

  it('a topic that is not durable from its end', async () => {
    const { bus } = bench();
    const brief = { ...topic, durable: false };
    await bus.produce(brief, 1);
    const seen: number[] = [];
    await bus.consume(brief, { capacity: 1 }, async ({ message }) => void seen.push(message));
    await bus.produce(brief, 2);
    await eventually('2', () => seen.length > 0);
    expect(seen).toEqual([2]);
  });

  it('one topic once', async () => {
    const { bus } = bench();
    const { feed } = await consume(bus);
    await expect(consume(bus)).rejects.toThrow('topic numbers has a consumer already');
    await feed.close();
    await expect(consume(bus)).resolves.toBeDefined();
  });
});

describe('KafkaBus refuses', () => {
  it.each([
    [{ brokers: [] }, 'Kafka: brokers: none is given'],
    [{ brokers: ['kafka'] }, "Kafka: brokers: 'kafka' is not host:port"],
    [{ brokers, topicPrefix: 'a b' }, "Kafka: topicPrefix: 'a b' may hold letters"],
    [{ brokers, sessionMs: 0 }, 'Kafka: sessionMs: 0 is not a whole number above 0'],
  ])('%j', (options, text) => {
    expect(() => new KafkaBus(options)).toThrow(text);
  });
});
