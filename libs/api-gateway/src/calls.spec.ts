import { GatewayUnderTest } from './testing/gateway-under-test';

let bench: GatewayUnderTest;

beforeEach(async () => {
  bench = await GatewayUnderTest.start({ limits: { maxBodyBytes: 1000, maxCalls: 3, callTimeoutMs: 5000 } });
});
afterEach(() => bench.close());

const refused = (status: number, text: string) => ({
  status,
  text: JSON.stringify({ status, message: `Error: ${text}` }),
});

describe('a call', () => {
  it('goes to the target of its operation, with query, body and headers', async () => {
    await bench.define({ operations: { 'post /books': 'http://backend/act.json?fixed=1' } });
    bench.backend.answer = (response) =>
      response.writeHead(201, { 'x-own': 'yes', 'set-cookie': ['a=1', 'b=2'] }).end('made');
    const answer = await bench.call('/club/books?q=a%20b&q=c', {
      method: 'POST',
      body: 'content ☃',
      headers: { 'content-type': 'text/plain', cookie: 'c=d', 'x-list': ['1', '2'] },
    });
    expect(answer).toMatchObject({
      status: 201,
      text: 'made',
      headers: { 'x-own': 'yes', 'set-cookie': ['a=1', 'b=2'] },
    });
    expect(bench.backend.last).toMatchObject({
      method: 'POST',
      url: '/act.json?fixed=1&q=a%20b&q=c',
      body: 'content ☃',
      headers: { 'content-type': 'text/plain', cookie: 'c=d', 'x-list': '1, 2', host: bench.backend.origin.slice(7) },
    });
  });

  it('takes its path along where the target says so', async () => {
    const target = 'http://backend/act.http$(request.path)';
    await bench.define({ operations: { 'get /books/{id}': target } });
    await bench.call('/club/books/1%202?x=y');
    expect(bench.backend.last?.url).toBe('/act.http/club/books/1%202?x=y');
  });

  it('takes along what follows the resource, else', async () => {
    await bench.define({ operations: { 'get /books': 'http://backend/act.json' } });
    await bench.call('/club/books/1/pages/2');
    expect(bench.backend.last?.url).toBe('/act.json/1/pages/2');
    await bench.call('/club/books/');
    expect(bench.backend.last?.url).toBe('/act.json');
  });

  it('reaches an API at the root', async () => {
    await bench.define({ basePath: '/', operations: { 'get /': 'http://backend', 'get /a': 'http://backend/a' } });
    expect((await bench.call('/')).status).toBe(200);
    expect(bench.backend.last?.url).toBe('/');
    await bench.call('/a');
    expect(bench.backend.last?.url).toBe('/a');
  });

  it.each([
    ['keep', 'PUT'],
    ['POST', 'POST'],
  ])('with the verb %s is sent as %s', async (verb, sent) => {
    const invoke = { 'target-url': bench.backend.origin, verb };
    await bench.define({
      operations: { 'put /a': undefined },
      over: { 'x-gateway-configuration': { assembly: { execute: [{ invoke }] } } },
    });
    await bench.call('/club/a', { method: 'PUT', body: 'x' });
    expect(bench.backend.last).toMatchObject({ method: sent, body: 'x' });
  });

  it('carries the address that was called and its id', async () => {
    await bench.define({ operations: { 'get /a': 'http://backend/' } });
    await bench.call('/club/a?b=c', { headers: { host: 'apis.example', 'x-request-id': 'mine' } });
    expect(bench.backend.last?.headers).toMatchObject({
      'x-forwarded-url': 'http://apis.example/api/guest/club/a?b=c',
      'x-request-id': 'mine',
    });
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'out.example', 'x-forwarded-prefix': '/p' };
    await bench.call('/club/a', { headers: forwarded });
    expect(bench.backend.last?.headers['x-forwarded-url']).toBe('https://out.example/p/api/guest/club/a');
    expect(bench.backend.last?.headers['x-request-id']).toMatch(/^\w{32}$/);
  });

  it('carries the headers that are set, whatever the caller says of them', async () => {
    const variables = [{ set: 'message.headers.X-Require-Whisk-Auth', value: 'my-secret' }];
    await bench.define({ operations: { 'get /a': 'http://backend/' }, variables });
    await bench.call('/club/a', { headers: { 'x-require-whisk-auth': 'guess' } });
    expect(bench.backend.last?.headers['x-require-whisk-auth']).toBe('my-secret');
  });

  it('leaves out headers that are about a connection, both ways', async () => {
    await bench.define({ operations: { 'get /a': 'http://backend/' } });
    bench.backend.answer = (response) =>
      response.writeHead(200, { connection: 'x-hop', 'x-hop': '1', 'proxy-authenticate': 'Basic' }).end();
    const { headers } = await bench.call('/club/a', {
      headers: {
        connection: 'close, X-Mine',
        'x-mine': '1',
        te: 'trailers',
        'proxy-authorization': 'x',
        upgrade: 'h2c',
      },
    });
    for (const name of ['x-mine', 'te', 'proxy-authorization', 'upgrade'])
      expect(bench.backend.last?.headers).not.toHaveProperty(name);
    for (const name of ['x-hop', 'proxy-authenticate']) expect(headers).not.toHaveProperty(name);
  });

  it('passes redirects on and follows none', async () => {
    await bench.define({ operations: { 'get /a': 'http://backend/' } });
    bench.backend.answer = (response) => response.writeHead(302, { location: `${bench.backend.origin}/other` }).end();
    const answer = await bench.call('/club/a');
    expect([answer.status, answer.headers.location]).toEqual([302, `${bench.backend.origin}/other`]);
    expect(bench.backend.seen).toHaveLength(1);
  });

  it('streams what has no length', async () => {
    await bench.define({ operations: { 'post /a': 'http://backend/', 'delete /a': 'http://backend/' } });
    bench.backend.answer = (response, { body }) => {
      response.write(body);
      response.end('!');
    };
    for (const method of ['POST', 'DELETE']) {
      const headers = { 'transfer-encoding': 'chunked' };
      const answer = await bench.call('/club/a', {
        method,
        headers: { ...headers, 'content-length': [] },
        body: 'streamed',
      });
      expect([answer.text, answer.headers['transfer-encoding']]).toEqual(['streamed!', 'chunked']);
    }
  });

  it('is sent again if a kept connection turns out to be closed', async () => {
    await bench.define({ operations: { 'get /a': 'http://backend/' } });
    for (let i = 0; i < 5; i += 1) {
      expect((await bench.call('/club/a')).status).toBe(200);
      bench.backend.hangUpIdle();
    }
  });
});

describe('a call is refused', () => {
  beforeEach(() => bench.define({ operations: { 'post /a': 'http://backend/', 'get /none': undefined } }));

  it.each([
    ['for an unknown path', '/club/x', 'GET', refused(404, 'Not found.')],
    ['for an unknown tenant', '//api/nobody/club/a', 'GET', refused(404, 'Not found.')],
    ['for no API at all', '//elsewhere', 'GET', refused(404, 'Not found.')],
    ['for another verb', '/club/a', 'GET', refused(404, 'Whoops. Verb not supported.')],
    ['for an operation without target', '/club/none', 'GET', refused(502, 'The operation has no target-url.')],
    [
      'for a path that could be folded',
      '/club/a/../../x',
      'POST',
      refused(400, "The path must not hold '.' or '..' segments or a backslash."),
    ],
  ])('%s', async (_why, path, method, answer) => {
    expect(await bench.call(path, { method })).toMatchObject(answer);
    expect(bench.backend.seen).toEqual([]);
  });

  it('with a body that says it is too large', async () => {
    const answer = await bench.call('/club/a', { method: 'POST', body: 'x'.repeat(1001) });
    expect(answer).toMatchObject(refused(413, 'The body is larger than 1000 bytes.'));
    expect(bench.backend.seen).toEqual([]);
  });

  it('with a body that turns out to be too large', async () => {
    const headers = { 'transfer-encoding': 'chunked', 'content-length': [] };
    const answer = await bench.call('/club/a', { method: 'POST', headers, body: 'x'.repeat(1001) });
    expect(answer).toMatchObject(refused(413, 'The body is larger than 1000 bytes.'));
  });

  it('with an answer that says it is too large', async () => {
    bench.backend.answer = (response) => response.writeHead(200, { 'content-length': '1001' }).end('x'.repeat(1001));
    expect(await bench.call('/club/a', { method: 'POST' })).toMatchObject(refused(502, 'The backend did not answer.'));
  });

  it('and cut off with an answer that turns out to be too large', async () => {
    bench.backend.answer = (response) => {
      response.write('x'.repeat(900));
      response.end('x'.repeat(900));
    };
    await expect(bench.call('/club/a', { method: 'POST' })).rejects.toThrow(/aborted|socket hang up/);
  });

  it('when the backend breaks off', async () => {
    bench.backend.intercept = (request) => request.socket.destroy();
    expect(await bench.call('/club/a', { method: 'POST' })).toMatchObject(refused(502, 'The backend did not answer.'));
  });

  it('when the backend is not there', async () => {
    await bench.backend.close();
    expect(await bench.call('/club/a', { method: 'POST' })).toMatchObject(refused(502, 'The backend did not answer.'));
  });

  it('while too many are in progress', async () => {
    let waiting: (() => void)[] = [];
    bench.backend.answer = (response) => void waiting.push(() => response.end('late'));
    const calls = [1, 2, 3].map(() => bench.call('/club/a', { method: 'POST' }));
    while (waiting.length < 3) await new Promise(setImmediate);
    const answer = await bench.call('/club/a', { method: 'POST' });
    expect(answer).toMatchObject({
      ...refused(503, 'Too many calls are in progress.'),
      headers: { 'retry-after': '1' },
    });
    for (const end of waiting) end();
    expect((await Promise.all(calls)).map(({ text }) => text)).toEqual(['late', 'late', 'late']);
    waiting = [];
  });

  it('while the gateway stops, which waits for those in progress', async () => {
    let end: (() => void) | undefined;
    bench.backend.answer = (response) => void (end = () => response.end('done'));
    const call = bench.call('/club/a', { method: 'POST' });
    while (!end) await new Promise(setImmediate);
    const drained = bench.gateway.drain(5000);
    expect((await bench.call('/club/a', { method: 'POST' })).status).toBe(503);
    end();
    await drained;
    expect((await call).text).toBe('done');
  });
});

it('gives up a backend that takes too long', async () => {
  const hasty = await GatewayUnderTest.start({ limits: { callTimeoutMs: 20 } });
  await hasty.define({ operations: { 'get /a': 'http://backend/' } });
  hasty.backend.answer = () => undefined;
  expect(await hasty.call('/club/a')).toMatchObject(refused(504, 'The backend did not answer in time.'));
  await hasty.close();
});
