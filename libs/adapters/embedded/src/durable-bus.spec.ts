import type { Delivery } from '@whisker/message-bus';
import type { Topic } from '@whisker/messages';
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { DurableBus, type DurableBusOptions } from './durable-bus';

const path = pathsIn(temporaryFolder());

interface Note {
  readonly n: number;
}

const topic = (name: string, durable = true): Topic<Note> => ({
  name,
  durable,
  encode: (note) => JSON.stringify(note),
  decode: (text) => JSON.parse(text) as Note,
});

function open(file = path('bus.log'), options: DurableBusOptions = {}) {
  const errors: Error[] = [];
  const bus = new DurableBus(file, { onError: (error) => errors.push(error), now: () => 1_000, ...options });
  return { file, bus, errors, text: () => readFileSync(file, 'utf8') };
}

/** Takes all there is. */
async function take(bus: DurableBus, from: Topic<Note>): Promise<readonly Delivery<Note>[]> {
  const seen: Delivery<Note>[] = [];
  const feed = await bus.consume(from, { capacity: 100 }, async (delivery) => void seen.push(delivery));
  await new Promise(setImmediate);
  await feed.close();
  return seen;
}

describe('DurableBus', () => {
  it('hands over the very object that was produced', async () => {
    const { bus } = open();
    const note = { n: 1 };
    for (const each of [topic('kept'), topic('unkept', false)]) {
      await bus.produce(each, note);
      expect((await take(bus, each))[0]?.message).toBe(note);
    }
  });

  it('has a message in the file when produce resolves, and tells there that it is done', async () => {
    const { bus, text } = open();
    const produced = bus.produce(topic('a'), { n: 1 });
    expect(text()).toBe('');
    await produced;
    expect(text()).toBe('+1 a 1000 {"n":1}\n');
    await take(bus, topic('a'));
    await bus.close();
    expect(text()).toBe('+1 a 1000 {"n":1}\n-1\n');
  });

  it('hands over within the turn, so that what the handler journals is written together with the message', async () => {
    const { bus, text } = open();
    const texts: string[] = [];
    const feed = await bus.consume(topic('a'), { capacity: 1 }, async () => void texts.push(text()));
    await bus.produce(topic('a'), { n: 1 });
    await feed.close();
    expect(texts).toEqual(['']);
    expect(text()).toContain('+1 a 1000 {"n":1}\n');
  });

  it('keeps messages of other topics in memory only', async () => {
    const { file, bus, text } = open();
    await bus.produce(topic('acks', false), { n: 1 });
    await bus.close();
    expect(text()).toBe('');
    expect(await take(open(file).bus, topic('acks', false))).toEqual([]);
  });

  it('does not run a handler within produce', async () => {
    const { bus } = open();
    const seen: number[] = [];
    const acks = topic('acks', false);
    const feed = await bus.consume(acks, { capacity: 1 }, async ({ message }) => void seen.push(message.n));
    const produced = bus.produce(acks, { n: 1 });
    expect(seen).toEqual([]);
    await produced;
    expect(seen).toEqual([1]);
    await feed.close();
  });

  it('hands all that is left over again after a restart, marked and with its time', async () => {
    const { file, bus } = open();
    await bus.produce(topic('a'), { n: 1 });
    await bus.close();
    const seen = await take(open(file, { now: () => 9_000 }).bus, topic('a'));
    expect(seen).toEqual([expect.objectContaining({ message: { n: 1 }, producedAt: 1_000, redelivered: true })]);
  });

  it('gives no key twice after a restart', async () => {
    const { file, bus } = open();
    await bus.produce(topic('a'), { n: 1 });
    await bus.close();
    const again = open(file);
    await again.bus.produce(topic('a'), { n: 2 });
    await again.bus.close();
    expect((await take(open(file).bus, topic('a'))).map(({ message }) => message.n)).toEqual([1, 2]);
  });

  it('drops a kept message that cannot be read, says so, and goes on', async () => {
    const { file, bus } = open();
    await bus.produce(topic('a'), { n: 1 });
    await bus.close();
    appendFileSync(file, '+2 a 1000 {"n":\n+3 a 1000 {"n":3}\n');
    const again = open(file);
    expect((await take(again.bus, topic('a'))).map(({ message }) => message.n)).toEqual([1, 3]);
    expect(again.errors.map(({ message }) => message)).toEqual([
      'a kept message of topic a cannot be read and is dropped',
    ]);
    await again.bus.close();
    expect(await take(open(file).bus, topic('a'))).toEqual([]);
  });

  it('skips damaged lines, says so, and reads the others', async () => {
    const file = path('bus.log');
    appendFileSync(file, '+1 a 1000 {"n":1}\n+x a 1000 {}\n+2 a soon {}\n+3 a\n+4 b 1000 {"n":4}\n');
    const { bus, errors } = open(file);
    expect(errors).toHaveLength(3);
    expect(errors[0]?.message).toMatch(/line 2: damaged and skipped/);
    expect(await take(bus, topic('b'))).toHaveLength(1);
  });

  it('reports a handler that fails', async () => {
    const { bus, errors } = open();
    const failure = new Error('bad');
    const feed = await bus.consume(topic('a'), { capacity: 1 }, () => {
      throw failure;
    });
    await bus.produce(topic('a'), { n: 1 });
    await feed.close();
    expect(errors).toEqual([
      expect.objectContaining({ message: 'a message of topic a failed its handler', cause: failure }),
    ]);
  });

  it('bounds a topic by size, too', async () => {
    const { bus } = open(undefined, { maxBytes: 20 });
    for (const n of [1, 2, 3]) await bus.produce(topic('a'), { n });
    await expect(bus.produce(topic('a'), { n: 4 })).rejects.toMatchObject({ code: 'unavailable' });
    await take(bus, topic('a'));
    await bus.produce(topic('a'), { n: 5 });
  });

  it('bounds topics that are not kept', async () => {
    const { bus } = open(undefined, { maxMessages: 2 });
    const acks = topic('acks', false);
    for (const n of [1, 2]) await bus.produce(acks, { n });
    await expect(bus.produce(acks, { n: 3 })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('counts messages of an earlier process', async () => {
    const { file, bus } = open();
    for (const n of [1, 2]) await bus.produce(topic('a'), { n });
    await bus.close();
    const again = open(file, { maxMessages: 2 });
    await expect(again.bus.produce(topic('a'), { n: 3 })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('has one consumer per topic', async () => {
    const { bus } = open();
    const feed = await bus.consume(topic('a'), { capacity: 1 }, async () => undefined);
    await expect(bus.consume(topic('a'), { capacity: 1 }, async () => undefined)).rejects.toThrow(
      /has a consumer already/,
    );
    await feed.close();
    await bus.consume(topic('a'), { capacity: 1 }, async () => undefined);
  });

  it('takes no name that its file could not tell from another', () => {
    const { bus } = open();
    expect(() => bus.produce(topic('a b'), { n: 1 })).toThrow(/holds blanks/);
  });

  it('starts nothing more once it is closed', async () => {
    const { file, bus } = open();
    const seen: number[] = [];
    let finish = (): void => undefined;
    await bus.consume(topic('a'), { capacity: 1 }, ({ message }) => {
      seen.push(message.n);
      return new Promise((resolve) => (finish = resolve));
    });
    await Promise.all([1, 2].map((n) => bus.produce(topic('a'), { n })));
    await bus.close();
    finish();
    await new Promise(setImmediate);
    expect(seen).toEqual([1]);
    await expect(bus.produce(topic('a'), { n: 3 })).rejects.toMatchObject({ code: 'unavailable' });
    expect((await take(open(file).bus, topic('a'))).map(({ message }) => message.n)).toEqual([1, 2]);
  });

  it('keeps its file small while messages come and go', async () => {
    const { file, bus } = open();
    const feed = await bus.consume(topic('a'), { capacity: 10 }, async () => undefined);
    const large: Topic<Note> = { ...topic('a'), encode: ({ n }) => JSON.stringify({ n, x: 'x'.repeat(50_000) }) };
    for (let n = 0; n < 200; n += 1) await bus.produce(large, { n });
    await feed.close();
    await bus.produce(topic('b'), { n: 1 });
    expect(statSync(file).size).toBeLessThan(4_300_000);
  });
});
