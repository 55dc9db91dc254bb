import type { CollectedLogs, StreamedAnswer, StreamEnd, StreamingCall } from '@whisker/container-pool';
import { defaultSystemLimits, type JsonValue } from '@whisker/entities';
import { StreamNotExpected, type ResponseStreams } from '@whisker/response-streams';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { action, annotationsOf, ID, message, resultOf, runOne, startInvoker } from './testing/builders';
import { answered, noLogs } from './testing/fake-container';

const HEAD = '{"statusCode":201}';
const streamed = (end: StreamEnd, head = HEAD): StreamedAnswer => ({ type: 'streamed', head, bytes: 7, ms: 5, end });
const limits = { ...defaultSystemLimits, streamedBody: 1000 };
const wanted = message({ stream: true });

/** Takes streams, and notes where they were to go. */
class FakeStreams implements ResponseStreams {
  readonly opened: { readonly to: object; readonly head: JsonValue }[] = [];
  readonly sink = new PassThrough();
  readonly open: ResponseStreams['open'] = async (to, head) => {
    this.opened.push({ to, head: head.value });
    return this.sink;
  };
}

type Answer = (call: StreamingCall) => Promise<StreamedAnswer>;

async function start(
  answer: Answer,
  { streams, logs = noLogs }: { streams?: ResponseStreams; logs?: CollectedLogs } = {},
) {
  const all = await startInvoker({ limits, ...(streams && { streams }) });
  all.pool.prepare = ({ container }) => {
    container.logs = logs;
    container.runStreaming = (_value, _fields, call) => answer(call);
    container.runAnswer = answered('{"plain":1}');
  };
  return all;
}

describe('a run whose answer may be a stream', () => {
  it('hands it to the controller that waits for it', async () => {
    const streams = new FakeStreams();
    let given: StreamingCall | undefined;
    const all = await start(
      async (call) => {
        given = call;
        (await call.open(HEAD)).end('content');
        return streamed({ type: 'complete' });
      },
      { streams },
    );
    const { record, acknowledgement } = await runOne(all, wanted);
    expect(given).toMatchObject({ timeout: 60_000, maxBytes: 1_048_576, maxStreamBytes: 1000 });
    expect(streams.opened).toEqual([{ to: { controller: '0', activationId: ID }, head: { statusCode: 201 } }]);
    expect(await text(streams.sink)).toBe('content');
    expect(resultOf(record)).toEqual({ streamed: { statusCode: 201, bytes: 7, end: 'complete' } });
    expect(acknowledgement).toMatchObject({ record: { response: { statusCode: 0, size: 7 } }, slotFree: true });
  });

  it('may as well be answered as ever', async () => {
    const all = await start(async () => answered('{"a":1}') as never, { streams: new FakeStreams() });
    expect(resultOf((await runOne(all, wanted)).record)).toEqual({ a: 1 });
  });

  it.each([
    ['is not asked for one', message(), new FakeStreams()],
    ['has nobody to stream to', wanted, undefined],
  ])('is as any other if it %s', async (_, asked, streams) => {
    const all = await start(() => Promise.reject(new Error('not asked')), streams && { streams });
    expect(resultOf((await runOne(all, asked)).record)).toEqual({ plain: 1 });
  });

  it('is as any other if containers pass no streams on', async () => {
    const all = await startInvoker({ streams: new FakeStreams() });
    expect(resultOf((await runOne(all, wanted)).record)).toEqual({});
  });

  it('has a container for itself, and so has every run of its action', async () => {
    const all = await start(async () => streamed({ type: 'complete' }), { streams: new FakeStreams() });
    all.entities.put(action({ annotations: [{ key: 'web-stream', value: true }] }), 'r1', 'code');
    await runOne(all, wanted);
    await runOne(all, message({ activationId: 'b'.repeat(32) }));
    expect(all.pool.requests.map(({ notInLine }) => notInLine)).toEqual([true, true]);
  });

  it('tells the container if nobody waits', async () => {
    const open = () => Promise.reject(new StreamNotExpected({ controller: '0', activationId: ID }));
    const all = await start(
      (call) =>
        call.open(HEAD).then(
          () => streamed({ type: 'complete' }),
          () => streamed({ type: 'abandoned' }),
        ),
      {
        streams: { open },
      },
    );
    expect(resultOf((await runOne(all, wanted)).record)).toMatchObject({ streamed: { end: 'abandoned' } });
  });
});

describe('a stream that ends', () => {
  const unmarked: CollectedLogs = { ...noLogs, incomplete: true };
  const OUT_OF_TIME = 'The action exceeded its time limits of 60000 milliseconds.';
  const EXITED = 'The action did not produce a valid response and exited unexpectedly.';

  it.each<[StreamEnd, CollectedLogs, number, string | undefined, 'keep' | 'destroy']>([
    [{ type: 'complete' }, unmarked, 0, undefined, 'keep'],
    [{ type: 'abandoned' }, noLogs, 0, undefined, 'keep'],
    [{ type: 'abandoned' }, unmarked, 0, undefined, 'destroy'],
    [{ type: 'failed', error: 'boom' }, noLogs, 1, 'boom', 'keep'],
    [{ type: 'too-large' }, noLogs, 1, 'The action streamed a body of more than 1000 bytes.', 'keep'],
    [{ type: 'too-large' }, unmarked, 1, 'The action streamed a body of more than 1000 bytes.', 'destroy'],
    [{ type: 'timed-out' }, noLogs, 2, OUT_OF_TIME, 'destroy'],
    [{ type: 'disconnected', outOfMemory: false }, noLogs, 2, EXITED, 'destroy'],
    [
      { type: 'disconnected', outOfMemory: true },
      noLogs,
      2,
      'The action exhausted its memory and was aborted.',
      'destroy',
    ],
  ])('%j, logs %j: status %i, error %s, %s', async (end, logs, statusCode, error, fate) => {
    const all = await start(async () => streamed(end), { streams: new FakeStreams(), logs });
    const { record } = await runOne(all, wanted);
    const summary = { statusCode: 201, bytes: 7, end: end.type };
    expect(resultOf(record)).toEqual(error === undefined ? { streamed: summary } : { error, streamed: summary });
    expect(record.response).toMatchObject({ statusCode, size: 7 });
    expect(annotationsOf(record)['timeout']).toBe(end.type === 'timed-out');
    expect(all.pool.last.calls).toEqual([`release ${fate}`]);
  });

  it.each(['no json', '5', '[1]'])('and had the head %s came from no runtime', async (head) => {
    const all = await start(async () => streamed({ type: 'abandoned' }, head), { streams: new FakeStreams() });
    const { record } = await runOne(all, wanted);
    const error = `The action did not produce a valid JSON or JSON Array response: ${head}`;
    expect([record.response.statusCode, resultOf(record)]).toEqual([2, { error }]);
    expect(all.pool.last.calls).toEqual(['release destroy']);
  });

  it('and told no status had the usual one', async () => {
    const all = await start(async () => streamed({ type: 'complete' }, '{}'), { streams: new FakeStreams() });
    expect(resultOf((await runOne(all, wanted)).record)).toMatchObject({ streamed: { statusCode: 200 } });
  });
});
