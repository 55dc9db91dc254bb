import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { runAction } from './testing/run-action';
import { ScriptedServer } from './testing/scripted-server';

let server: ScriptedServer;
beforeEach(async () => void (server = await ScriptedServer.start()));
afterEach(() => server.close());

describe('slack post', () => {
  const post = (params: object) => runAction('slack/post.js', params);

  it('posts to a webhook', async () => {
    server.script({ type: 'text/plain', body: 'ok' });
    const params = { text: 'Hi', url: `${server.url}/hook`, channel: '#c', icon_emoji: ':x:' };
    expect(await post(params)).toEqual({ status: 200, body: 'ok' });
    const form = new URLSearchParams(server.requests[0]?.body);
    expect(JSON.parse(form.get('payload') ?? '')).toEqual({
      channel: '#c',
      username: 'Simple Message Bot',
      text: 'Hi',
      icon_emoji: ':x:',
    });
  });

  it('posts to the web API with a token', async () => {
    await post({ text: 'Hi', url: server.url, token: 't', as_user: true, username: 'me', attachments: [{ a: 1 }] });
    expect(Object.fromEntries(new URLSearchParams(server.requests[0]?.body))).toEqual({
      token: 't',
      username: 'me',
      text: 'Hi',
      as_user: 'true',
      attachments: '[{"a":1}]',
    });
  });

  it('says what is missing or went wrong', async () => {
    expect(await post({ url: server.url })).toEqual({ error: 'No text provided' });
    expect(await post({ text: 'Hi' })).toEqual({ error: 'No Webhook URL provided' });
    server.script({ status: 404, body: 'no_team' });
    expect(await post({ text: 'Hi', url: server.url })).toEqual({ error: expect.stringMatching(/404.*no_team/) });
  });
});

describe('github webhook', () => {
  const ENV = { __OW_API_HOST: 'http://whisker.test:3233', __OW_API_KEY: 'uuid:key', __OW_NAMESPACE: 'guest' };
  const CALLBACK = 'https://uuid:key@whisker.test:3233/api/v1/namespaces/guest/triggers/t';
  const webhook = (params: object) =>
    runAction(
      'github/webhook.js',
      { username: 'u', repository: 'r', accessToken: 'a', triggerName: '/_/t', baseUrl: server.url, ...params },
      ENV,
    );

  it('makes a webhook that fires the trigger', async () => {
    server.script({ status: 201, body: { id: 7 } });
    expect(await webhook({ lifecycleEvent: 'CREATE', events: 'push,delete' })).toEqual({ response: { id: 7 } });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/repos/u/r/hooks', authorization: `Basic ${btoa('u:a')}` });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      name: 'web',
      active: true,
      events: ['push', 'delete'],
      config: { url: CALLBACK, content_type: 'json' },
    });
  });

  it('deletes the webhook with that address', async () => {
    server.script(
      {
        body: [
          { id: 1, config: {} },
          { id: 2, config: { url: CALLBACK } },
        ],
      },
      { status: 204, body: '' },
    );
    await webhook({ lifecycleEvent: 'DELETE', repository: 'org/r' });
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /repos/org/r/hooks',
      'DELETE /repos/org/r/hooks/2',
    ]);
  });

  it.each([
    [{ lifecycleEvent: 'READ' }, 'unsupported lifecycleEvent'],
    [{ lifecycleEvent: 'CREATE' }, 'Missing parameter: events'],
    [{ lifecycleEvent: 'CREATE', accessToken: '' }, 'Missing parameter: accessToken'],
    [{ lifecycleEvent: 'DELETE' }, 'No webhook of /_/t was found in r'],
  ])('rejects %j', async (params, reason) => {
    server.script({ body: [] });
    await expect(webhook(params)).rejects.toBe(reason);
  });

  it('rejects with the answer of GitHub', async () => {
    server.script({ status: 422, body: { message: 'No.' } });
    const failure = { statusCode: 422, response: { message: 'No.' } };
    await expect(webhook({ lifecycleEvent: 'CREATE', events: 'push' })).rejects.toEqual(failure);
  });
});

describe('websocket send', () => {
  const send = (params: object) => runAction('websocket/send.js', params);

  it.each(['short', 'x'.repeat(200), 'y'.repeat(70_000)])('sends a message and closes', async (payload) => {
    const received = await receiveOne((uri) => send({ uri, payload }));
    expect(received).toEqual({ result: { payload }, text: payload });
  });

  it('sends an object as JSON', async () => {
    expect((await receiveOne((uri) => send({ uri, payload: { a: 1 } }))).text).toBe('{"a":1}');
  });

  it('says what is missing or wrong', async () => {
    expect(await send({ payload: 'x' })).toEqual({ error: 'You must specify a uri parameter.' });
    expect(await send({ uri: 'ws://x' })).toEqual({ error: 'You must specify a payload parameter.' });
    await expect(send({ uri: server.url.replace('http', 'ws'), payload: 'x' })).rejects.toMatch(/status 200/);
  });
});

/** A WebSocket server for one connection. @returns what the sender returned, and the text of the first message */
async function receiveOne(use: (uri: string) => Promise<unknown>): Promise<{ result: unknown; text: string }> {
  const receiver = createServer();
  const bytes = new Promise<Buffer>((resolve) => {
    receiver.on('upgrade', ({ headers }, socket: Socket) => {
      const accept = createHash('sha1').update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept.digest('base64')}\r\n\r\n`,
      );
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('end', () => {
        socket.end();
        resolve(Buffer.concat(chunks));
      });
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const result = await use(`ws://127.0.0.1:${(receiver.address() as AddressInfo).port}`);
  const text = textOf(await bytes);
  await new Promise((resolve) => receiver.close(resolve));
  return { result, text };
}

/** The text of a masked frame. */
function textOf(frame: Buffer): string {
  const short = (frame[1] ?? 0) & 0x7f;
  const [length, at] =
    short < 126 ? [short, 2] : short === 126 ? [frame.readUInt16BE(2), 4] : [Number(frame.readBigUInt64BE(2)), 10];
  const mask = frame.subarray(at, at + 4);
  const data = frame.subarray(at + 4, at + 4 + length);
  return Buffer.from(data.map((byte, index) => byte ^ (mask[index % 4] ?? 0))).toString();
}
