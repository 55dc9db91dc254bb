import { once } from 'node:events';
import { get, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { apiClient, until, type ApiClient } from './api';
import { removeFolder, startPlatform, type RunningPlatform } from './platform';

const STREAM_MB = 32;
const STREAM_BYTES = STREAM_MB * 1024 * 1024;
const listed = (object: object) => Object.entries(object).map(([key, value]) => ({ key, value }));
const streaming = { 'web-export': true, 'web-stream': true };
const action = (kind: string, code: string, more: { annotations?: object; limits?: object } = {}) => ({
  exec: { kind: `${kind}:default`, code },
  annotations: listed(more.annotations ?? streaming),
  ...(more.limits && { limits: more.limits }),
});

/** Streams events without end. */
const NODE_EVENTS = `
  async function* body() {
    try {
      for (;;) {
        yield 'data: event\\n\\n';
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    } finally {
      console.log('cleaned up');
    }
  }
  function main() {
    return { headers: { 'content-type': 'text/event-stream', 'x-pid': process.pid }, body: body() };
  }`;

const NODE_TEXTS = `
  let runs = 0;
  async function* body({ count, pause, fail }) {
    for (let i = 0; i < count; i += 1) {
      if (fail !== undefined && i === Number(fail)) throw new Error('boom ☃');
      yield 'chunk ' + i + '\\n';
      if (pause) await new Promise((resolve) => setTimeout(resolve, Number(pause)));
    }
  }
  function main(args) {
    runs += 1;
    return { statusCode: 201, headers: { 'content-type': 'text/plain', 'x-runs': runs }, body: body(args) };
  }`;

const PYTHON_TEXTS = `
import time
runs = 0
def body(args):
    for i in range(int(args.get("count", 0))):
        if args.get("fail") == str(i):
            raise ValueError("boom ☃")
        yield "chunk %d\\n" % i
        time.sleep(int(args.get("pause", 0)) / 1000)

def main(args):
    global runs
    runs += 1
    return {"statusCode": 201, "headers": {"content-type": "text/plain", "x-runs": runs}, "body": body(args)}
`;

/** Web actions that answer while they run, over HTTP only. */
describe('streaming web actions', () => {
  let platform: RunningPlatform;
  let api: ApiClient;

  beforeAll(async () => {
    platform = await startPlatform({ env: { WHISKER_STREAM_MB: String(STREAM_MB) } });
    api = apiClient(platform);
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  const put = async (name: string, body: object) => {
    const answer = await api('PUT', `/actions/${name}?overwrite=true`, body);
    expect([answer.status, answer.json.error]).toEqual([200, undefined]);
  };
  const url = (path: string) => `${platform.apihost}/api/v1/web/guest/default/${path}`;
  const open = (path: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => get(url(path), { agent: false }, resolve).on('error', reject));
  const recordOf = async (answer: Pick<IncomingMessage, 'headers'>) => {
    const id = answer.headers['x-openwhisk-activation-id'] as string;
    const record = await until(
      () => api('GET', `/activations/${id}`),
      ({ status }) => status === 200,
    );
    return record.json;
  };
  const cut = async (answer: IncomingMessage) => {
    let received = '';
    answer.on('data', (part: Buffer) => (received += part.toString()));
    await once(answer, 'end').catch(() => undefined);
    expect(answer.complete).toBe(false);
    return received;
  };

  describe.each([
    ['nodejs', NODE_TEXTS],
    ['python', PYTHON_TEXTS],
  ])('in %s', (kind, code) => {
    const name = `texts-${kind}`;

    beforeAll(() => put(name, action(kind, code)));

    it('answer with what they yield, and are recorded with a summary', async () => {
      const answer = await open(`${name}?count=3`);
      expect(answer).toMatchObject({
        statusCode: 201,
        headers: {
          'content-type': 'text/plain; charset=UTF-8',
          'transfer-encoding': 'chunked',
          'access-control-allow-origin': '*',
        },
      });
      expect(await text(answer)).toBe('chunk 0\nchunk 1\nchunk 2\n');
      expect(await recordOf(answer)).toMatchObject({
        response: {
          status: 'success',
          size: 24,
          result: { streamed: { statusCode: 201, bytes: 24, end: 'complete' } },
        },
      });
    });

    it('use one container after the other, whatever becomes of a stream', async () => {
      const runs: unknown[] = [];
      for (const query of ['count=1', 'count=3&fail=1', 'count=1&fail=0', 'count=1']) {
        const answer = await open(`${name}?${query}`);
        await text(answer).catch(() => undefined);
        runs.push(answer.headers['x-runs']);
      }
      const [first] = runs as [string];
      expect(runs).toEqual([first, String(Number(first) + 1), undefined, String(Number(first) + 3)]);
    });

    it('that fail before the first chunk answer as other web actions do', async () => {
      const answer = await open(`${name}?count=1&fail=0`);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([400, 'application/json']);
      expect(JSON.parse(await text(answer))).toMatchObject({ error: "Response is not valid 'message/http'." });
      expect(await recordOf(answer)).toMatchObject({
        response: { status: 'application error', result: { error: expect.stringContaining('boom ☃') } },
      });
    });

    it('that fail later end the connection abruptly', async () => {
      const answer = await open(`${name}?count=3&fail=2`);
      expect([answer.statusCode, await cut(answer)]).toEqual([201, 'chunk 0\nchunk 1\n']);
      const { response, logs } = await recordOf(answer);
      expect(response).toMatchObject({
        status: 'application error',
        result: { error: expect.stringContaining('boom ☃'), streamed: { bytes: 16, end: 'failed' } },
      });
      expect(logs.join()).toContain('boom ☃');
    });

    it('are as ever if they are not asked to stream', async () => {
      await put(`${name}-plain`, action(kind, code, { annotations: { 'web-export': true } }));
      const answer = await open(`${name}-plain?count=1`);
      expect(answer.headers['transfer-encoding']).toBeUndefined();
      answer.resume();
      const { json } = await api('POST', `/actions/${name}?blocking=true`, { count: '1' });
      expect(json.response.result).not.toHaveProperty('streamed');
    });

    it('have their action limit of time', async () => {
      await put(`${name}-slow`, action(kind, code, { limits: { timeout: 1500 } }));
      const answer = await open(`${name}-slow?count=100&pause=200`);
      expect(await cut(answer)).toMatch(/^chunk 0\n/);
      expect(await recordOf(answer)).toMatchObject({
        response: {
          status: 'action developer error',
          result: {
            error: 'The action exceeded its time limits of 1500 milliseconds.',
            streamed: { end: 'timed-out' },
          },
        },
        annotations: expect.arrayContaining([{ key: 'timeout', value: true }]),
      });
    });
  });

  it('send each piece when it is made: server-sent events', async () => {
    await put('events', action('nodejs', NODE_EVENTS));
    const answer = await open('events');
    expect(answer.headers).toMatchObject({ 'content-type': 'text/event-stream' });
    for (let event = 0; event < 3; event += 1) {
      const [piece] = (await once(answer, 'data')) as [Buffer];
      expect(piece.toString()).toBe('data: event\n\n');
    }
    answer.destroy();
  });

  it('stop when their client goes away; the container cleans up and goes on', async () => {
    await put('left', action('nodejs', NODE_EVENTS));
    const pids: unknown[] = [];
    for (let visit = 0; visit < 2; visit += 1) {
      const answer = await open('left');
      await once(answer, 'data');
      answer.destroy();
      pids.push(answer.headers['x-pid']);
      const { response, logs } = await recordOf(answer);
      expect(response).toMatchObject({
        status: 'success',
        result: { streamed: { statusCode: 200, end: 'abandoned' } },
      });
      expect(logs).toEqual([expect.stringMatching(/stdout: cleaned up$/)]);
    }
    expect(pids[1]).toBe(pids[0]);
  });

  it('wait for slow readers', async () => {
    await put('endless', action('nodejs', `async function* main() { for (;;) yield Buffer.alloc(65536, 'x'); }`));
    const answer = await open('endless');
    answer.pause();
    await new Promise((resolve) => setTimeout(resolve, 500));
    answer.destroy();
    // Not `too-large`: had it not waited, it would have been.
    expect(await recordOf(answer)).toMatchObject({ response: { result: { streamed: { end: 'abandoned' } } } });
  });

  it('stop at the size limit', async () => {
    const answer = await open('endless');
    expect((await cut(answer)).length).toBeLessThanOrEqual(STREAM_BYTES);
    expect(await recordOf(answer)).toMatchObject({
      response: {
        status: 'application error',
        result: {
          error: `The action streamed a body of more than ${STREAM_BYTES} bytes.`,
          streamed: { end: 'too-large' },
        },
      },
    });
  });

  it('answer HEAD', async () => {
    await put('head', action('nodejs', NODE_TEXTS));
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      request(url('head?count=5'), { method: 'HEAD', agent: false }, resolve).on('error', reject).end(),
    );
    expect([answer.statusCode, await text(answer)]).toEqual([201, '']);
  });

  it('that die in the middle end the connection abruptly', async () => {
    await put(
      'dies',
      action(
        'nodejs',
        'async function* main() { yield "a"; setTimeout(() => process.exit(1), 50); await new Promise(() => 0); }',
      ),
    );
    const answer = await open('dies');
    expect(await cut(answer)).toBe('a');
    expect(await recordOf(answer)).toMatchObject({
      response: {
        status: 'action developer error',
        result: {
          error: 'The action did not produce a valid response and exited unexpectedly.',
          streamed: { end: 'disconnected' },
        },
      },
    });
  });

  it('are streamed to many at a time', async () => {
    await put('crowd', action('nodejs', NODE_TEXTS, { limits: { memory: 128 } }));
    const answers = await Promise.all(Array.from({ length: 8 }, () => open('crowd?count=20&pause=5')));
    const texts = await Promise.all(answers.map(text));
    expect(new Set(texts.map((one) => one.split('\n').length))).toEqual(new Set([21]));
  });
});
