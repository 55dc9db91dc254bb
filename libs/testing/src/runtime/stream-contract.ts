import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { activationLogs } from './activation-logs';
import { STREAM_TYPE } from './runtime-client';
import type { RuntimeContract } from './runtime-contract';
import { runtimeForEachTest } from './runtime-for-each-test';
import type { StreamSamples } from './runtime-samples';
import type { ActionCode, RuntimeUnderTest } from './runtime-under-test';

/** A runtime that can stream, as the suite needs it. */
export interface StreamContract extends Pick<RuntimeContract, 'start'> {
  readonly samples: StreamSamples;
}

interface Bench extends StreamContract {
  readonly current: () => RuntimeUnderTest;
}

const ERROR_TRAILER = 'x-whisker-stream-error';
/** More than a connection holds. */
const MANY_KILOBYTES = 32 * 1024;

/** Declares the suite of runtimes that can stream (docker/runtimes/README.md). */
export function runtimeStreamContract(name: string, contract: StreamContract): void {
  describe(`${name} streams`, () => {
    const bench = { ...contract, current: runtimeForEachTest(contract.start) };
    describe('what it is given', () => contents(bench));
    describe('until it fails', () => failures(bench));
    describe('as long as somebody reads', () => readers(bench));
  });
}

async function begin({ current }: Bench, code: ActionCode, value: object = {}): Promise<IncomingMessage> {
  expect(await current().init(code)).toMatchObject({ status: 200 });
  return current().stream({ value });
}

/** The head and the body of an answer that is a stream. */
async function read(answer: IncomingMessage): Promise<{ head: unknown; body: Buffer }> {
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, STREAM_TYPE]);
  const bytes = await buffer(answer);
  const end = bytes.indexOf('\n');
  return { head: JSON.parse(bytes.subarray(0, end).toString()), body: bytes.subarray(end + 1) };
}

/** Reads what is no stream. */
const plain = async (answer: IncomingMessage) => ({
  status: answer.statusCode,
  type: answer.headers['content-type'],
  body: JSON.parse((await buffer(answer)).toString()) as unknown,
});

function contents(bench: Bench): void {
  const { samples } = bench;

  it('texts, empty ones too, after the head', async () => {
    const answer = await begin(bench, samples.texts, { chunks: ['ä', '', 'b\n', '☃'] });
    const { head, body } = await read(answer);
    expect([head, body.toString()]).toEqual([{ statusCode: 201 }, 'äb\n☃']);
    expect(answer.trailers).toEqual({});
    expect(await activationLogs(bench.current(), 1)).toEqual([{ stdout: '', stderr: '' }]);
  });

  it('bytes', async () => {
    expect((await read(await begin(bench, samples.bytes))).body).toEqual(Buffer.from([0, 255]));
  });

  it('nothing', async () => {
    const { head, body } = await read(await begin(bench, samples.texts, { chunks: [] }));
    expect([head, body.length]).toEqual([{ statusCode: 201 }, 0]);
  });

  it('a result that is itself the stream', async () => {
    const { head, body } = await read(await begin(bench, samples.whole));
    expect([head, body.toString()]).toEqual([{}, 'whole']);
  });

  it('piece by piece', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gate-'));
    try {
      const gate = join(folder, 'open');
      let received = '';
      for await (const piece of await begin(bench, samples.gated, { gate })) {
        received += String(piece);
        if (received.endsWith('first')) writeFileSync(gate, '');
      }
      expect(received.replace(/^.*\n/, '')).toBe('firstsecond');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('several times over the same connection', async () => {
    await begin(bench, samples.texts, { chunks: ['1'] }).then(read);
    for (const text of ['2', '3']) {
      const { body } = await read(await bench.current().stream({ value: { chunks: [text] } }));
      expect(body.toString()).toBe(text);
    }
  });

  it('only if asked to', async () => {
    await bench.current().init(samples.texts);
    const { headers } = await bench.current().run({ value: { chunks: ['a'] } });
    expect(headers).toMatchObject({ 'content-type': 'application/json' });
  });
}

function failures(bench: Bench): void {
  const { samples } = bench;
  const isUsable = async (value: object) =>
    expect((await bench.current().stream({ value })).resume().statusCode).toBe(200);

  it('before the first chunk: as ever', async () => {
    const answer = await plain(await begin(bench, samples.fails, { chunks: [] }));
    expect(answer).toEqual({
      status: 200,
      type: 'application/json',
      body: { error: expect.stringContaining('boom ☃') },
    });
    expect(await activationLogs(bench.current(), 1)).toEqual([
      { stdout: '', stderr: expect.stringContaining('boom ☃') },
    ]);
    await isUsable({ chunks: [] });
  });

  it('after it: the trailer tells', async () => {
    const answer = await begin(bench, samples.fails, { chunks: ['first'] });
    expect((await read(answer)).body.toString()).toBe('first');
    const told = JSON.parse(answer.trailers[ERROR_TRAILER] ?? '""') as unknown;
    expect(told).toEqual(expect.stringMatching(/boom ☃$/));
    expect(await activationLogs(bench.current(), 1)).toEqual([
      { stdout: '', stderr: expect.stringContaining('boom ☃') },
    ]);
    await isUsable({ chunks: [] });
  });

  it('by a chunk that is neither text nor bytes', async () => {
    const answer = await begin(bench, samples.number);
    expect((await read(answer)).body.toString()).toBe('first');
    expect(answer.trailers[ERROR_TRAILER]).toMatch(/A chunk of a streamed body must be text or bytes, not '/);
  });
}

function readers(bench: Bench): void {
  it('and lets the action clean up', async () => {
    const answer = await begin(bench, bench.samples.endless);
    await new Promise((resolve) => answer.once('data', resolve));
    answer.destroy();
    const [logs] = await activationLogs(bench.current(), 1);
    expect(logs?.stdout).toMatch(/^stopped after \d+\n$/);
    const again = await bench.current().stream({ value: {} });
    expect(again.statusCode).toBe(200);
    again.destroy();
  });

  it('and not faster', async () => {
    const answer = await begin(bench, bench.samples.endless);
    answer.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    answer.destroy();
    const [logs] = await activationLogs(bench.current(), 1);
    expect(Number(/\d+/.exec(logs?.stdout ?? '')?.[0])).toBeLessThan(MANY_KILOBYTES);
  });
}
