import { Json } from '@whisker/entities';
import {
  StreamNotExpected,
  type ExpectedStreams,
  type IncomingStream,
  type ResponseStreams,
} from '@whisker/response-streams';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { openForEach, uniqueId, type OpenPort } from './port-under-test';

/** Both sides of the port, connected. */
export interface ConnectedStreams {
  readonly invoker: ResponseStreams;
  readonly controller: ExpectedStreams;
  /** Id of that controller. */
  readonly controllerId: string;
}

interface Opened {
  readonly subject: ConnectedStreams;
}

interface Stream {
  readonly incoming: IncomingStream;
  readonly writer: Writable;
}

/** More than any transport buffers. */
const MUCH_BYTES = 64 * 1024 * 1024;
/** Whoever does not take a chunk in this time waits for its reader. */
const STUCK_MS = 200;
const CHUNK = Buffer.alloc(64 * 1024, 'x');

/** Declares the suite of the port {@link ResponseStreams} with {@link ExpectedStreams}. */
export function responseStreamsContract(name: string, open: OpenPort<ConnectedStreams>): void {
  describe(`${name} as ResponseStreams`, () => {
    const bench = openForEach(open);
    describe('carries what is written', () => carrying(bench));
    describe('tells either side that the other gave up', () => givingUp(bench));
    describe('opens what is expected only', () => expecting(bench));
  });
}

async function connect({ subject }: Opened, head: Json = Json.of({})): Promise<Stream> {
  const activationId = uniqueId();
  const arrived = new Promise<IncomingStream>((resolve) => subject.controller.expect(activationId, resolve));
  const writer = await subject.invoker.open({ controller: subject.controllerId, activationId }, head);
  writer.on('error', () => undefined);
  return { incoming: await arrived, writer };
}

function carrying(bench: Opened): void {
  it('after its head', async () => {
    const head = Json.of({ statusCode: 201, headers: { 'x-ö': ['ü', 1] } });
    const { incoming, writer } = await connect(bench, head);
    expect([incoming.activationId, incoming.head.value]).toEqual([expect.any(String), head.value]);
    writer.write('a');
    writer.write(Buffer.from([0, 255]));
    writer.end('ü');
    expect(await buffer(incoming.body)).toEqual(
      Buffer.concat([Buffer.from('a\0'), Buffer.from([255]), Buffer.from('ü')]),
    );
  });

  it('piece by piece', async () => {
    const { incoming, writer } = await connect(bench);
    const pieces = incoming.body[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
    for (const piece of ['first', 'second']) {
      writer.write(piece);
      expect((await pieces.next()).value?.toString()).toBe(piece);
    }
    writer.end();
    expect(await pieces.next()).toMatchObject({ done: true });
  });

  it('of nothing, too', async () => {
    const { incoming, writer } = await connect(bench);
    writer.end();
    expect(await text(incoming.body)).toBe('');
  });

  it('not faster than it is read', async () => {
    const { incoming, writer } = await connect(bench);
    let written = 0;
    while (written < MUCH_BYTES && (await taken(writer))) written += CHUNK.length;
    expect(written).toBeLessThan(MUCH_BYTES);
    writer.end();
    // The last chunk was taken, only not at once.
    expect((await buffer(incoming.body)).length).toBe(written + CHUNK.length);
  });
}

/** Writes a chunk. @returns whether there is room for another, now or soon */
async function taken(writer: Writable): Promise<boolean> {
  if (writer.write(CHUNK)) return true;
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, STUCK_MS, false)));
  const drained = once(writer, 'drain').then(() => true);
  return Promise.race([drained, stuck]).finally(() => clearTimeout(timer));
}

function givingUp(bench: Opened): void {
  it.each([
    ['for a reason', new Error('no more')],
    ['for none', undefined],
  ])('the writer, %s', async (_, reason) => {
    const { incoming, writer } = await connect(bench);
    writer.write('first');
    await once(incoming.body, 'data');
    let ended = false;
    incoming.body.on('error', () => undefined).on('end', () => (ended = true));
    const closed = once(incoming.body, 'close').catch(() => undefined);
    writer.destroy(reason);
    await closed;
    expect([incoming.body.destroyed, ended]).toEqual([true, false]);
  });

  it('the reader', async () => {
    const { incoming, writer } = await connect(bench);
    writer.write('first');
    await once(incoming.body, 'data');
    let finished = false;
    writer.on('finish', () => (finished = true));
    const closed = new Promise((resolve) => writer.once('close', resolve));
    incoming.body.destroy();
    await closed;
    expect([writer.destroyed, finished]).toEqual([true, false]);
  });
}

function expecting(bench: Opened): void {
  const address = () => ({ controller: bench.subject.controllerId, activationId: uniqueId() });

  it('never what is not', async () => {
    await expect(bench.subject.invoker.open(address(), Json.of({}))).rejects.toThrow(StreamNotExpected);
  });

  it('no longer what is not any more', async () => {
    const to = address();
    bench.subject.controller.expect(to.activationId, () => undefined)();
    await expect(bench.subject.invoker.open(to, Json.of({}))).rejects.toThrow(StreamNotExpected);
  });

  it('and once', async () => {
    const to = address();
    const stop = bench.subject.controller.expect(to.activationId, ({ body }) => body.resume());
    const writer = await bench.subject.invoker.open(to, Json.of({}));
    await expect(bench.subject.invoker.open(to, Json.of({}))).rejects.toThrow(StreamNotExpected);
    stop();
    await new Promise((resolve) => writer.end(resolve));
  });
}
