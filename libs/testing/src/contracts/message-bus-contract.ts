import type { Delivery, Feed, MessageBus } from '@whisker/message-bus';
import type { Topic } from '@whisker/messages';
import { eventually, openForEach, uniqueName, type OpenPort } from './port-under-test';

/** What adapters are free to differ in. */
export interface MessageBusTraits {
  /** A message is given up when it is handed over; a restart hands over only what was not. Default false. */
  readonly givesUpAtHandOver?: boolean;
  /** Messages of a topic, at most, so that the suite can reach it; absent: too many to try. */
  readonly maxMessages?: number;
}

/** A message of the suite. */
interface Note {
  readonly n: number;
  readonly text?: string;
}

/** Declares the suite of the port {@link MessageBus}. */
export function messageBusContract(name: string, open: OpenPort<MessageBus>, traits: MessageBusTraits = {}): void {
  describe(`${name} as a MessageBus`, () => {
    const bench = openForEach(open);
    describe('hands messages over', () => delivery(bench));
    describe('lets a feed be held', () => feeds(bench));
    describe('survives a restart', () => restart(bench, traits));
    if (traits.maxMessages !== undefined) describe('is bounded', () => bounds(bench, traits.maxMessages as number));
  });
}

interface Opened {
  readonly subject: MessageBus;
  reopen(): Promise<MessageBus>;
}

function aTopic(durable = true): Topic<Note> {
  return {
    name: uniqueName('topic'),
    durable,
    encode: (note) => JSON.stringify(note),
    decode: (text) => JSON.parse(text) as Note,
  };
}

/** A handler whose messages are done when they are told to be. */
class Desk {
  readonly seen: Delivery<Note>[] = [];
  readonly #open: (() => void)[] = [];

  readonly handler = async (delivery: Delivery<Note>): Promise<void> => {
    this.seen.push(delivery);
    await new Promise<void>((resolve) => this.#open.push(resolve));
  };

  /** Numbers of the messages, in the order they came. */
  get numbers(): readonly number[] {
    return this.seen.map(({ message }) => message.n);
  }

  finish(count = this.#open.length): void {
    for (const done of this.#open.splice(0, count)) done();
  }

  async has(count: number): Promise<void> {
    await eventually(`${count} messages handed over, ${this.seen.length} are`, () => this.seen.length >= count);
  }
}

async function produceNumbers(bus: MessageBus, topic: Topic<Note>, numbers: readonly number[]): Promise<void> {
  for (const n of numbers) await bus.produce(topic, { n });
}

/** Long enough for anything to arrive that would: messages of another topic were handed over meanwhile. */
async function settle(bus: MessageBus): Promise<void> {
  const topic = aTopic();
  const desk = new Desk();
  const feed = await bus.consume(topic, { capacity: 10 }, desk.handler);
  await produceNumbers(bus, topic, [1, 2, 3]);
  await desk.has(3);
  desk.finish();
  await feed.close();
}

function delivery(bench: Opened): void {
  it.each([true, false])('in the order they were produced (durable: %s)', async (durable) => {
    const topic = aTopic(durable);
    const desk = new Desk();
    const feed = await bench.subject.consume(topic, { capacity: 100 }, desk.handler);
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    await Promise.all(numbers.map((n) => bench.subject.produce(topic, { n })));
    await desk.has(50);
    expect(desk.numbers).toEqual(numbers);
    desk.finish();
    await feed.close();
  });

  it('that were produced before anybody consumed', async () => {
    const topic = aTopic();
    await produceNumbers(bench.subject, topic, [1, 2, 3]);
    const desk = new Desk();
    const feed = await bench.subject.consume(topic, { capacity: 10 }, desk.handler);
    await desk.has(3);
    expect(desk.numbers).toEqual([1, 2, 3]);
    desk.finish();
    await feed.close();
  });

  it('with what was said and when', async () => {
    const topic = aTopic();
    const desk = new Desk();
    const before = Date.now();
    const feed = await bench.subject.consume(topic, { capacity: 10 }, desk.handler);
    await bench.subject.produce(topic, { n: 1, text: 'é "quoted" \u2028' });
    await desk.has(1);
    const [first] = desk.seen;
    expect(first?.message).toEqual({ n: 1, text: 'é "quoted" \u2028' });
    expect(first?.redelivered).toBe(false);
    expect(first?.producedAt).toBeGreaterThanOrEqual(before - 1_000);
    expect(first?.producedAt).toBeLessThanOrEqual(Date.now() + 1_000);
    desk.finish();
    await feed.close();
  });

  it('to the consumer of their topic', async () => {
    const [one, other] = [aTopic(), aTopic()];
    const [desk, otherDesk] = [new Desk(), new Desk()];
    const feeds = [
      await bench.subject.consume(one, { capacity: 10 }, desk.handler),
      await bench.subject.consume(other, { capacity: 10 }, otherDesk.handler),
    ];
    await bench.subject.produce(one, { n: 1 });
    await bench.subject.produce(other, { n: 2 });
    await Promise.all([desk.has(1), otherDesk.has(1)]);
    expect([desk.numbers, otherDesk.numbers]).toEqual([[1], [2]]);
    for (const each of [desk, otherDesk]) each.finish();
    await Promise.all(feeds.map((feed) => feed.close()));
  });

  it('and goes on after a handler that failed', async () => {
    const topic = aTopic();
    const seen: number[] = [];
    const feed = await bench.subject.consume(topic, { capacity: 1 }, async ({ message }) => {
      seen.push(message.n);
      if (message.n === 1) throw new Error('a bad message');
    });
    await produceNumbers(bench.subject, topic, [1, 2]);
    await eventually('the second message handed over', () => seen.length === 2);
    expect(seen).toEqual([1, 2]);
    await feed.close();
  });
}

function feeds(bench: Opened): void {
  async function open(capacity: number): Promise<{ topic: Topic<Note>; desk: Desk; feed: Feed }> {
    const topic = aTopic();
    const desk = new Desk();
    return { topic, desk, feed: await bench.subject.consume(topic, { capacity }, desk.handler) };
  }

  it('at its capacity', async () => {
    const { topic, desk, feed } = await open(2);
    await produceNumbers(bench.subject, topic, [1, 2, 3, 4]);
    await desk.has(2);
    await settle(bench.subject);
    expect(desk.numbers).toEqual([1, 2]);
    desk.finish(1);
    await desk.has(3);
    desk.finish();
    await desk.has(4);
    desk.finish();
    await feed.close();
    expect(desk.numbers).toEqual([1, 2, 3, 4]);
  });

  it('by a pause, until it is resumed', async () => {
    const { topic, desk, feed } = await open(10);
    await bench.subject.produce(topic, { n: 1 });
    await desk.has(1);
    feed.pause();
    await bench.subject.produce(topic, { n: 2 });
    desk.finish();
    await settle(bench.subject);
    expect(desk.numbers).toEqual([1]);
    feed.resume();
    await desk.has(2);
    desk.finish();
    await feed.close();
  });

  it('for good: close waits for what was handed over, and takes nothing more', async () => {
    const { topic, desk, feed } = await open(1);
    await produceNumbers(bench.subject, topic, [1, 2]);
    await desk.has(1);
    let closed = false;
    const closing = feed.close().then(() => (closed = true));
    await settle(bench.subject);
    expect(closed).toBe(false);
    desk.finish();
    await closing;
    await settle(bench.subject);
    expect(desk.numbers).toEqual([1]);
  });

  it('and lets the next consumer go on where it ended', async () => {
    const { topic, desk, feed } = await open(1);
    await produceNumbers(bench.subject, topic, [1, 2]);
    await desk.has(1);
    const closing = feed.close();
    desk.finish();
    await closing;
    const next = new Desk();
    const nextFeed = await bench.subject.consume(topic, { capacity: 10 }, next.handler);
    await next.has(1);
    expect(next.numbers).toEqual([2]);
    next.finish();
    await nextFeed.close();
  });
}

function restart(bench: Opened, { givesUpAtHandOver = false }: MessageBusTraits): void {
  it('with messages nobody has taken', async () => {
    const topic = aTopic();
    await produceNumbers(bench.subject, topic, [1, 2, 3]);
    const bus = await bench.reopen();
    const desk = new Desk();
    const feed = await bus.consume(topic, { capacity: 10 }, desk.handler);
    await bus.produce(topic, { n: 4 });
    await desk.has(4);
    expect(desk.numbers).toEqual([1, 2, 3, 4]);
    expect(desk.seen[3]?.redelivered).toBe(false);
    desk.finish();
    await feed.close();
  });

  it('without messages that are done', async () => {
    const topic = aTopic();
    const desk = new Desk();
    const feed = await bench.subject.consume(topic, { capacity: 10 }, desk.handler);
    await produceNumbers(bench.subject, topic, [1, 2]);
    await desk.has(2);
    desk.finish();
    await feed.close();
    await bench.subject.produce(topic, { n: 3 });
    const bus = await bench.reopen();
    const next = new Desk();
    const nextFeed = await bus.consume(topic, { capacity: 10 }, next.handler);
    await next.has(1);
    await settle(bus);
    expect(next.numbers).toEqual([3]);
    next.finish();
    await nextFeed.close();
  });

  it('with messages nobody was told of, once they are secured', async () => {
    const topic = aTopic();
    await bench.subject.produce(topic, { n: 1 }, { untold: true });
    await bench.subject.produce(topic, { n: 2 }, { untold: true });
    await bench.subject.secure();
    const bus = await bench.reopen();
    const desk = new Desk();
    const feed = await bus.consume(topic, { capacity: 10 }, desk.handler);
    await desk.has(2);
    expect(desk.numbers).toEqual([1, 2]);
    desk.finish();
    await feed.close();
  });

  const outcome = givesUpAtHandOver
    ? 'without messages that were handed over'
    : 'with messages that were handed over and not done, marked';
  it(outcome, async () => {
    const topic = aTopic();
    const desk = new Desk();
    await bench.subject.consume(topic, { capacity: 1 }, desk.handler);
    await produceNumbers(bench.subject, topic, [1, 2]);
    await desk.has(1);
    const bus = await bench.reopen();
    const next = new Desk();
    const feed = await bus.consume(topic, { capacity: 10 }, next.handler);
    await next.has(givesUpAtHandOver ? 1 : 2);
    expect(next.numbers).toEqual(givesUpAtHandOver ? [2] : [1, 2]);
    if (!givesUpAtHandOver) expect(next.seen[0]?.redelivered).toBe(true);
    for (const each of [desk, next]) each.finish();
    await feed.close();
  });
}

function bounds(bench: Opened, max: number): void {
  it('and refuses a message beyond its bound, until there is room', async () => {
    const topic = aTopic();
    await Promise.all(Array.from({ length: max }, (_, n) => bench.subject.produce(topic, { n })));
    await expect(bench.subject.produce(topic, { n: max })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(bench.subject.produce(aTopic(), { n: 0 })).resolves.toBeUndefined();
    const desk = new Desk();
    const feed = await bench.subject.consume(topic, { capacity: 1 }, desk.handler);
    await desk.has(1);
    desk.finish(1);
    await desk.has(2);
    await bench.subject.produce(topic, { n: max + 1 });
    const closing = feed.close();
    desk.finish();
    await closing;
  });
}
