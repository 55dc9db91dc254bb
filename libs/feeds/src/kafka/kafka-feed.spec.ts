import type { JsonObject } from '@whisker/entities';
import { KafkaFeed, produce, type KafkaClient, type KafkaMessage, type MessageHandler } from '../index';
import { FeedWorld } from '../testing/feed-world';

const KAFKA = { brokers: 'one:1, two:2', topic: 'news' };
const HUB = { kafka_brokers_sasl: ['one:1'], user: 'u', password: 'p', topic: 'news' };

/** Brokers that hand out what a test gives them. */
class FakeBrokers implements KafkaClient {
  readonly subscriptions: Parameters<KafkaClient['read']>[0][] = [];
  readonly sent: Parameters<KafkaClient['send']>[] = [];
  closed = 0;
  failures = 0;
  #handler: MessageHandler | undefined;

  async read(...[subscription, handler]: Parameters<KafkaClient['read']>) {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('no broker');
    }
    this.subscriptions.push(subscription);
    this.#handler = handler;
    return { close: async () => void (this.closed += 1) };
  }

  async send(...call: Parameters<KafkaClient['send']>) {
    this.sent.push(call);
    return { partition: 3, offset: '7' };
  }

  /** Hands out messages of a partition. @returns whether they count as read */
  async deliver(...messages: KafkaMessage[]): Promise<boolean> {
    const handled = this.#handler?.(messages) ?? Promise.reject(new Error('nobody reads'));
    return handled.then(
      () => true,
      () => false,
    );
  }
}

const message = (offset: number, value: string | null, key: string | null = null): KafkaMessage => ({
  topic: 'news',
  partition: 0,
  offset: `${offset}`,
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
});

async function given(parameters: JsonObject = KAFKA, feed: 'kafka' | 'messagehub' = 'kafka', maxEventBytes = 1000) {
  const brokers = new FakeBrokers();
  const world = new FeedWorld(({ log }) =>
    (['kafka', 'messagehub'] as const).map(
      (name) => new KafkaFeed(name, { client: brokers, newUuid: () => 'uuid-1', maxEventBytes, log }),
    ),
  );
  await world.start();
  const created = await world.ask(feed, 'post', parameters);
  return { world, brokers, created };
}

const eventsOf = ({ api }: FeedWorld) => api.fires.map(({ event }) => event['messages'] as JsonObject[]);

describe('a Kafka feed', () => {
  it('subscribes in the name of its trigger {feeds.3.1}', async () => {
    const { world, brokers, created } = await given();
    expect(created).toEqual({ uuid: 'uuid-1' });
    expect(brokers.subscriptions).toEqual([
      { brokers: ['one:1', 'two:2'], topic: 'news', group: 'whisker-feed-uuid-1' },
    ]);
    expect(await world.ask('kafka', 'get')).toMatchObject({
      config: {
        triggerName: '/guest/t',
        topic: 'news',
        brokers: ['one:1', 'two:2'],
        isJSONData: false,
        isBinaryKey: false,
        isBinaryValue: false,
      },
      status: { active: true },
    });
  });

  it('logs in where it must {feeds.3.2}', async () => {
    const { brokers, world } = await given(HUB, 'messagehub');
    expect(brokers.subscriptions).toMatchObject([{ brokers: ['one:1'], login: { user: 'u', password: 'p' } }]);
    expect((await world.ask('messagehub', 'get'))['config']).toMatchObject({
      kafka_brokers_sasl: ['one:1'],
      user: 'u',
    });
  });

  it('fires with the messages, and tells the brokers once that was accepted', async () => {
    const { world, brokers } = await given();
    expect(await brokers.deliver(message(1, 'v', 'k'), message(2, null))).toBe(true);
    expect(eventsOf(world)).toEqual([
      [
        { topic: 'news', partition: 0, offset: 1, key: 'k', value: 'v' },
        { topic: 'news', partition: 0, offset: 2, key: null, value: null },
      ],
    ]);
  });

  it.each<[JsonObject, unknown, unknown]>([
    [{ isJSONData: true }, 'k', { a: 1 }],
    [{ isBinaryValue: true, isBinaryKey: true }, btoa('k'), btoa('{"a":1}')],
    [{}, 'k', '{"a":1}'],
  ])('encodes with %j', async (formats, key, value) => {
    const { world, brokers } = await given({ ...KAFKA, ...formats });
    await brokers.deliver(message(1, '{"a":1}', 'k'));
    expect(eventsOf(world)).toMatchObject([[{ key, value }]]);
  });

  it('leaves text that is no JSON as it is', async () => {
    const { world, brokers } = await given({ ...KAFKA, isJSONData: true });
    await brokers.deliver(message(1, '{'));
    expect(eventsOf(world)).toMatchObject([[{ value: '{' }]]);
  });

  it('fires as often as messages fit into payloads, and drops what fits into none', async () => {
    const { world, brokers } = await given(KAFKA, 'kafka', 400);
    const value = 'x'.repeat(80);
    const messages = [1, 2, 3, 4, 5].map((offset) => message(offset, offset === 2 ? 'y'.repeat(500) : value));
    expect(await brokers.deliver(...messages)).toBe(true);
    expect(eventsOf(world).map((batch) => batch.map(({ offset }) => offset))).toEqual([
      [1, 3],
      [4, 5],
    ]);
    for (const { event } of world.api.fires) expect(JSON.stringify(event).length).toBeLessThanOrEqual(400);
    expect(world.logged).toContain('Kafka messages are larger than a payload may be');
  });

  it('does not fire again what the brokers were not told of', async () => {
    const { world, brokers } = await given();
    await brokers.deliver(message(1, 'a'), message(2, 'b'));
    await world.stop();
    await world.start();
    expect(await brokers.deliver(message(1, 'a'), message(2, 'b'), message(3, 'c'))).toBe(true);
    expect(eventsOf(world).map((batch) => batch.map(({ offset }) => offset))).toEqual([[1, 2], [3]]);
  });

  it('does not count messages as read whose fire was given up', async () => {
    const { world, brokers } = await given();
    world.api.answers.push(...Array.from({ length: 11 }, () => ({ type: 'refused', status: 503 }) as const));
    const delivered = brokers.deliver(message(1, 'a'));
    await world.pass(11_000);
    expect(await delivered).toBe(false);
    expect(await brokers.deliver(message(1, 'a'))).toBe(true);
    expect(eventsOf(world)).toHaveLength(12);
  });

  it('is disabled where the fire is refused, and reads no more', async () => {
    const { world, brokers } = await given();
    world.api.answers.push({ type: 'refused', status: 404 });
    expect(await brokers.deliver(message(1, 'a'))).toBe(false);
    await world.settle();
    expect(brokers.closed).toBe(1);
    expect((await world.ask('kafka', 'get'))['status']).toMatchObject({ active: false, reason: { statusCode: 404 } });
    await expect(world.ask('kafka', 'put', { isJSONData: true })).rejects.toThrow(
      '/guest/t cannot be updated because it is disabled',
    );
  });

  it('comes back when brokers are away', async () => {
    const brokers = new FakeBrokers();
    brokers.failures = 3;
    const world = new FeedWorld(({ log }) => [
      new KafkaFeed('kafka', { client: brokers, newUuid: () => 'u', maxEventBytes: 1000, log }),
    ]);
    await world.start();
    await world.ask('kafka', 'post', KAFKA);
    expect(brokers.subscriptions).toEqual([]);
    await world.pass(7000);
    expect(brokers.subscriptions).toHaveLength(1);
  });

  it('is closed when it is stopped, updated or deleted', async () => {
    const { world, brokers } = await given();
    expect(await world.ask('kafka', 'put', { isJSONData: true })).toEqual({ status: 'success' });
    expect(brokers.closed).toBe(1);
    await brokers.deliver(message(1, '[1]'));
    expect(eventsOf(world)).toMatchObject([[{ value: [1] }]]);
    await world.ask('kafka', 'delete');
    expect(brokers.closed).toBe(2);
    expect(world.time.pending).toBe(0);
  });

  it.each<['kafka' | 'messagehub', JsonObject, string]>([
    ['kafka', { brokers: 'b' }, "You must supply a 'topic' parameter."],
    ['kafka', { topic: 't' }, "You must supply a 'brokers' parameter."],
    ['messagehub', { ...HUB, user: '' }, "You must supply a 'user' parameter."],
    ['messagehub', { ...HUB, kafka_brokers_sasl: [] }, "You must supply a 'kafka_brokers_sasl' parameter."],
    [
      'kafka',
      { ...KAFKA, isJSONData: true, isBinaryValue: true },
      'isJSONData and isBinaryValue cannot both be enabled.',
    ],
  ])('%s refuses %j', async (feed, parameters, refusal) => {
    const { world } = await given();
    await expect(world.ask(feed, 'post', parameters)).rejects.toThrow(refusal);
  });

  it.each<[JsonObject, string]>([
    [{ topic: 'other' }, 'At least one of isJsonData, isBinaryKey, or isBinaryValue must be supplied.'],
    [{ isBinaryValue: true }, 'isJSONData and isBinaryValue cannot both be enabled.'],
  ])('refuses the update %j', async (parameters, refusal) => {
    const { world } = await given({ ...KAFKA, isJSONData: true });
    await expect(world.ask('kafka', 'put', parameters)).rejects.toThrow(refusal);
  });
});

describe('produce', () => {
  it('sends one message {feeds.3.3}', async () => {
    const brokers = new FakeBrokers();
    const parameters = { ...KAFKA, value: btoa('v'), key: 'k', base64DecodeValue: true };
    expect(await produce(brokers, parameters)).toEqual({
      success: true,
      message: 'Successfully sent message to news:3 at offset 7',
    });
    expect(brokers.sent).toEqual([
      [{ brokers: ['one:1', 'two:2'] }, { topic: 'news', key: Buffer.from('k'), value: Buffer.from('v') }],
    ]);
  });

  it('logs in where it must {feeds.3.4}', async () => {
    const brokers = new FakeBrokers();
    await produce(brokers, { ...HUB, value: { a: 1 } });
    expect(brokers.sent).toEqual([
      [
        { brokers: ['one:1'], login: { user: 'u', password: 'p' } },
        { topic: 'news', key: null, value: Buffer.from('{"a":1}') },
      ],
    ]);
  });

  it('tells why it could not', async () => {
    const client: KafkaClient = {
      read: () => Promise.reject(new Error()),
      send: () => Promise.reject(new Error('no broker')),
    };
    await expect(produce(client, { ...KAFKA, value: 'v' })).rejects.toThrow('The message was not sent: no broker');
    await expect(produce(client, { topic: 't', value: 'v' })).rejects.toThrow("You must supply a 'brokers' parameter.");
  });
});
