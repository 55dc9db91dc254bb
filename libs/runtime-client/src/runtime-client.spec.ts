import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RuntimeClient } from './runtime-client';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const CALL = { timeout: 5000, maxBytes: 1000, truncation: 10 };

describe('RuntimeClient', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whisker-client-'));
  const servers: Server[] = [];
  const clients: RuntimeClient[] = [];
  let sockets = 0;

  afterEach(() => {
    clients.splice(0).forEach((client) => client.close());
    servers.splice(0).forEach((server) => (server.closeAllConnections(), server.close()));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function serve(answer: Answer, path = join(folder, `s${sockets++}`)) {
    const seen = { calls: 0, connections: 0 };
    const server = createServer((request, response) => {
      seen.calls++;
      void text(request).then((body) => answer(request, response, body));
    }).on('connection', () => seen.connections++);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return { seen, client: connect(path) };
  }

  function connect(path: string, connections = 1): RuntimeClient {
    const client = new RuntimeClient({ socketPath: path }, { connections });
    clients.push(client);
    return client;
  }

  const reply =
    (status: number, body: string): Answer =>
    (_request, response) =>
      response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);

  it('sends what the contract asks for, over one connection', async () => {
    const { client, seen } = await serve((request, response, body) => {
      const { method, url, headers } = request;
      const told = JSON.stringify({
        method,
        url,
        type: headers['content-type'],
        accept: headers.accept,
        length: headers['content-length'],
        body,
      });
      reply(200, told)(request, response, body);
    });
    const first = await client.run('{"value":"ä"}', CALL);
    expect(first).toMatchObject({ type: 'answered', status: 200 });
    const json = 'application/json';
    expect(JSON.parse(first.type === 'answered' ? first.body : '')).toEqual({
      ...{ method: 'POST', url: '/run', type: json, accept: json, length: '14', body: '{"value":"ä"}' },
    });
    await client.init('{}', CALL);
    expect(seen).toEqual({ calls: 2, connections: 1 });
  });

  it.each([
    ['an empty body', reply(200, '')],
    ['no content', reply(204, '')],
    ['a closed connection', ((request) => request.socket.destroy()) as Answer],
    [
      'half an answer',
      ((request, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('half');
        setImmediate(() => request.socket.destroy());
      }) as Answer,
    ],
  ])('takes %s to a run as no answer, and asks only once {runtime-contract.1.answers.12}', async (_what, answer) => {
    const { client, seen } = await serve(answer);
    await expect(client.run('{}', CALL)).resolves.toMatchObject({ type: 'disconnected', refused: false });
    expect(seen.calls).toBe(1);
  });

  it('takes an empty answer to an init as an answer {runtime-contract.1.answers.1}', async () => {
    const { client } = await serve(reply(200, ''));
    await expect(client.init('{}', CALL)).resolves.toMatchObject({ type: 'answered', status: 200, body: '', size: 0 });
  });

  it('passes other states and bodies on as they are', async () => {
    const { client } = await serve(reply(502, '{"error":"☃"}'));
    await expect(client.run('{}', CALL)).resolves.toMatchObject({
      type: 'answered',
      status: 502,
      body: '{"error":"☃"}',
      size: 15,
    });
  });

  it('puts an answer in many pieces together', async () => {
    const { client } = await serve((_request, response) => {
      const bytes = Buffer.from('{"a":"☃☃☃"}');
      response.writeHead(200);
      bytes.forEach((_byte, at) => response.write(bytes.subarray(at, at + 1)));
      response.end();
    });
    await expect(client.run('{}', CALL)).resolves.toMatchObject({ body: '{"a":"☃☃☃"}', size: 17 });
  });

  it('keeps the beginning of a body that is too large, and the connection', async () => {
    const { client, seen } = await serve(reply(200, 'ä'.repeat(600)));
    const answer = await client.run('{}', { ...CALL, truncation: 9 });
    expect(answer).toMatchObject({ type: 'too-large', status: 200, body: 'ääää', size: 1200 });
    await client.run('{}', { ...CALL, maxBytes: 1200 });
    expect(seen.connections).toBe(1);
  });

  it('does not read a body without end', async () => {
    const { client } = await serve((_request, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(1 << 20, 'x')));
        response.once('drain', more);
      };
      more();
    });
    await expect(client.run('{}', CALL)).resolves.toMatchObject({ type: 'too-large', body: 'xxxxxxxxxx' });
  });

  it('gives up in time, waiting for an answer or for a connection {runtime-contract.1.answers.5, runtime-contract.1.answers.14}', async () => {
    const { client } = await serve(() => undefined);
    const answers = await Promise.all([
      client.run('{}', { ...CALL, timeout: 50 }),
      client.run('{}', { ...CALL, timeout: 30 }),
    ]);
    for (const answer of answers) {
      expect(answer.type).toBe('timed-out');
      expect(answer.ms).toBeGreaterThanOrEqual(30);
    }
  });

  it('tells a refused connection from a broken one', async () => {
    await expect(connect(join(folder, 'none')).run('{}', CALL)).resolves.toMatchObject({
      type: 'disconnected',
      refused: true,
    });
  });

  it('tries an init again until someone listens {runtime-contract.1.answers.7}', async () => {
    const path = join(folder, `s${sockets++}`);
    const answer = connect(path).init('{}', CALL);
    await serve(reply(200, '{}'), path);
    await expect(answer).resolves.toMatchObject({ type: 'answered', status: 200 });
    await expect(connect(join(folder, 'never')).init('{}', { ...CALL, timeout: 120 })).resolves.toMatchObject({
      type: 'timed-out',
    });
  });

  it('does not try an init again that was sent', async () => {
    const { client, seen } = await serve((request) => request.socket.destroy());
    await expect(client.init('{}', CALL)).resolves.toMatchObject({ type: 'disconnected' });
    expect(seen.calls).toBe(1);
  });

  it('overlaps calls over as many connections as it may', async () => {
    const waiting: (() => void)[] = [];
    const path = join(folder, `s${sockets++}`);
    const { seen } = await serve((request, response, body) => {
      waiting.push(() => reply(200, body)(request, response, body));
      if (waiting.length === 3) waiting.forEach((go) => go());
    }, path);
    const client = connect(path, 3);
    const answers = await Promise.all(['1', '2', '3'].map((body) => client.run(body, CALL)));
    expect(answers).toMatchObject([{ body: '1' }, { body: '2' }, { body: '3' }]);
    expect(seen.connections).toBe(3);
  });

  it('ends calls under way when closed', async () => {
    const { client, seen } = await serve(() => client.close());
    await expect(client.run('{}', CALL)).resolves.toMatchObject({ type: 'disconnected', refused: false });
    await expect(client.run('{}', CALL)).resolves.toMatchObject({ type: 'disconnected' });
    expect(seen.calls).toBe(1);
  });
});
