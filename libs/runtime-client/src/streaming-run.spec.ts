import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { StreamingCall } from '@whisker/container-pool';
import { runStreaming } from './streaming-run';

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

const TYPE = 'application/vnd.whisker.stream';

/** What a test's receiver got, and how it ended. */
class Receiver {
  readonly heads: string[] = [];
  readonly sink = new PassThrough();
  readonly content = text(this.sink).catch(() => 'cut');
  readonly open = async (head: string): Promise<Writable> => {
    this.heads.push(head);
    return this.sink;
  };
}

describe('a run that takes a stream', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whisker-stream-'));
  const servers: Server[] = [];
  let sockets = 0;
  let receiver: Receiver;

  beforeEach(() => {
    receiver = new Receiver();
  });
  afterEach(() => servers.splice(0).forEach((server) => (server.closeAllConnections(), server.close())));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function serve(answer: Answer): Promise<string> {
    const path = join(folder, `s${sockets++}`);
    const server = createServer((request, response) => request.resume().on('end', () => answer(response, request)));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return path;
  }

  const run = async (answer: Answer, over: Partial<StreamingCall> = {}) => {
    const call = { timeout: 5000, maxBytes: 100, truncation: 10, maxStreamBytes: 1000, open: receiver.open, ...over };
    return runStreaming({ socketPath: await serve(answer) }, '{"value":{}}', call);
  };
  const begin = (response: ServerResponse, head = '{"statusCode":201}\n') => {
    response.writeHead(200, { 'content-type': TYPE }).write(head);
    return response;
  };

  it('asks for one, and passes it on', async () => {
    let accept: string | undefined;
    const reply = await run((response, request) => {
      accept = request.headers.accept;
      response.writeHead(200, { 'content-type': TYPE });
      // The head may come in any pieces, and with the beginning of the body.
      for (const piece of ['{"statusCode"', ':201}\nfir', 'st']) response.write(piece);
      setImmediate(() => response.end('second\n'));
    });
    expect(accept).toBe(`${TYPE}, application/json`);
    expect(reply).toMatchObject({ type: 'streamed', head: '{"statusCode":201}', bytes: 12, end: { type: 'complete' } });
    expect([receiver.heads, await receiver.content]).toEqual([['{"statusCode":201}'], 'firstsecond\n']);
  });

  it.each<[string, Answer, object]>([
    ['an answer that is none', (r) => r.end('{"a":1}'), { type: 'answered', status: 200, body: '{"a":1}', size: 7 }],
    ['a refusal', (r) => r.writeHead(502).end('{}'), { type: 'answered', status: 502, body: '{}', size: 2 }],
    ['an empty answer', (r) => r.end(), { type: 'disconnected' }],
    ['no answer', (_, request) => request.socket.destroy(), { type: 'disconnected' }],
    [
      'an answer that is too long',
      (r) => r.end('x'.repeat(200)),
      { type: 'too-large', body: 'x'.repeat(10), size: 200 },
    ],
    ['a stream without a head', (r) => begin(r, 'no line').end(), { type: 'disconnected' }],
    ['an endless head', (r) => begin(r, 'x'.repeat(70_000)), { type: 'disconnected' }],
  ])('takes %s as any run does', async (_, answer, expected) => {
    expect(await run(answer)).toMatchObject(expected);
    expect(receiver.heads).toEqual([]);
  });

  it.each<[string, Answer, object]>([
    ['the runtime goes away', (r) => begin(r).write('abc', () => r.destroy()), { type: 'disconnected' }],
    [
      'the action fails',
      (r) => {
        begin(r).write('abc');
        r.addTrailers({ 'X-Whisker-Stream-Error': '"boom \\u2603"' });
        r.end();
      },
      { type: 'failed', error: 'boom ☃' },
    ],
    ['it is too long', (r) => begin(r).write('abc', () => r.write('x'.repeat(1000))), { type: 'too-large' }],
  ])('cuts the stream if %s', async (_, answer, end) => {
    expect(await run(answer)).toMatchObject({ type: 'streamed', head: '{"statusCode":201}', end });
    expect(await receiver.content).toBe('cut');
  });

  it.each<[string, Answer, object]>([
    ['before an answer', () => undefined, { type: 'timed-out' }],
    ['in a stream', (r) => begin(r).write('abc'), { type: 'streamed', bytes: 3, end: { type: 'timed-out' } }],
  ])('ends in time %s', async (_, answer, expected) => {
    expect(await run(answer, { timeout: 100 })).toMatchObject(expected);
  });

  it('ends in time while its receiver does not read', async () => {
    const stuck = new Writable({ highWaterMark: 1, write: () => undefined });
    const reply = await run((response) => begin(response).write('abc'), { timeout: 100, open: async () => stuck });
    expect(reply).toMatchObject({ type: 'streamed', end: { type: 'timed-out' } });
    expect(stuck.destroyed).toBe(true);
  });

  it('tells the runtime when its receiver gave up, though nothing is sent just then', async () => {
    let told: Promise<unknown> | undefined;
    const reply = await run((response) => {
      told = once(response, 'close');
      begin(response).write('abc');
      receiver.sink.once('data', () => receiver.sink.destroy());
    });
    expect(reply).toMatchObject({ type: 'streamed', bytes: 3, end: { type: 'abandoned' } });
    await expect(told).resolves.toEqual([]);
  });

  it('is given up if nobody wants the stream', async () => {
    const open = () => Promise.reject(new Error('nobody waits'));
    const reply = await run((response) => begin(response).write('abc'), { open });
    expect(reply).toMatchObject({ type: 'streamed', bytes: 0, end: { type: 'abandoned' } });
  });
});
