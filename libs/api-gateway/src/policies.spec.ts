import { GatewayUnderTest } from './testing/gateway-under-test';

let bench: GatewayUnderTest;

beforeEach(async () => {
  bench = await GatewayUnderTest.start();
});
afterEach(() => bench.close());

const OPERATIONS = { 'get /a': 'http://backend/', 'options /own': 'http://backend/' };

describe('CORS', () => {
  const allowed = {
    'access-control-allow-origin': 'https://page.example',
    'access-control-allow-methods': 'GET, POST, PUT, DELETE, PATCH, HEAD, OPTIONS',
    'access-control-allow-credentials': 'true',
  };

  it('is answered by the gateway where it is enabled', async () => {
    await bench.define({ operations: OPERATIONS, cors: true });
    const headers = { origin: 'https://page.example', 'access-control-request-headers': 'x-a, x-b' };
    for (const path of ['/club/a', '/club/own']) {
      const answer = await bench.call(path, { method: 'OPTIONS', headers });
      expect(answer).toMatchObject({
        status: 200,
        text: '',
        headers: { ...allowed, 'access-control-allow-headers': 'x-a, x-b' },
      });
    }
    expect(bench.backend.seen).toEqual([]);
  });

  it('replaces what the backend says, and is told with refusals, too', async () => {
    await bench.define({ operations: OPERATIONS, cors: true });
    bench.backend.answer = (response) =>
      response.writeHead(200, { 'Access-Control-Allow-Origin': 'https://else' }).end();
    const headers = { origin: 'https://page.example' };
    expect((await bench.call('/club/a', { headers })).headers).toMatchObject(allowed);
    expect((await bench.call('/club/a')).headers['access-control-allow-origin']).toBe('*');
    const refused = await bench.call('/club/a', { method: 'POST', headers });
    expect(refused).toMatchObject({ status: 404, headers: allowed });
  });

  it.each([false, undefined])('is the business of the backend where enabled is %s', async (cors) => {
    await bench.define({ operations: OPERATIONS, ...(cors !== undefined && { cors }) });
    bench.backend.answer = (response) =>
      response.writeHead(200, { 'Access-Control-Allow-Origin': 'https://else' }).end();
    expect((await bench.call('/club/a')).headers['access-control-allow-origin']).toBe('https://else');
    expect((await bench.call('/club/a', { method: 'OPTIONS' })).status).toBe(404);
    expect((await bench.call('/club/own', { method: 'OPTIONS' })).headers['access-control-allow-origin']).toBe(
      'https://else',
    );
  });
});

describe('a rate limit', () => {
  it('refuses calls above it, and says when to come back', async () => {
    await bench.define({
      operations: OPERATIONS,
      over: { 'x-gateway-rate-limit': [{ unit: 'minute', units: 1, rate: 2 }] },
    });
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await bench.call('/club/a')).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect(await bench.call('/club/a')).toMatchObject({
      text: '{"status":429,"message":"Error: Rate limit exceeded"}',
      headers: { 'retry-after': '30' },
    });
    bench.time += 30_001;
    expect((await bench.call('/club/a')).status).toBe(200);
  });
});

describe('an API with a key', () => {
  const UNAUTHORIZED = { status: 401, text: '{"status":401,"message":"Error: Unauthorized"}' };
  const key = { type: 'apiKey', in: 'header' };
  const define = (securityDefinitions: object) =>
    bench.define({ operations: OPERATIONS, over: { securityDefinitions: { ...securityDefinitions } as never } });
  const call = (headers: Record<string, string>) => bench.call('/club/a', { headers });

  it('lets those in who are subscribed, until they no longer are', async () => {
    const id = await define({ client_id: key });
    expect(await call({})).toMatchObject(UNAUTHORIZED);
    expect(await call({ 'x-api-key': 'me' })).toMatchObject(UNAUTHORIZED);
    await bench.gateway.apis.subscribe({ tenant: 'guest', id }, { id: 'me' });
    expect((await call({ 'x-api-key': 'me' })).status).toBe(200);
    expect(await call({ 'x-api-key': 'you' })).toMatchObject(UNAUTHORIZED);
    await bench.gateway.apis.unsubscribe({ tenant: 'guest', id }, 'me');
    expect(await call({ 'x-api-key': 'me' })).toMatchObject(UNAUTHORIZED);
    expect(bench.backend.seen).toHaveLength(1);
  });

  it('and a secret wants both, and keeps the secret to itself', async () => {
    const id = await define({ client_id: { ...key, name: 'X-Id' }, client_secret: key });
    await bench.gateway.apis.subscribe({ tenant: 'guest', id }, { id: 'me', secret: 's3cret' });
    await bench.gateway.apis.subscribe({ tenant: 'guest', id }, { id: 'open' });
    expect(await call({ 'x-id': 'me' })).toMatchObject(UNAUTHORIZED);
    expect(await call({ 'x-id': 'me', 'x-api-secret': 'wrong' })).toMatchObject(UNAUTHORIZED);
    expect(await call({ 'x-id': 'open', 'x-api-secret': '' })).toMatchObject(UNAUTHORIZED);
    expect((await call({ 'x-id': 'me', 'x-api-secret': 's3cret' })).status).toBe(200);
    expect(bench.backend.last?.headers).toMatchObject({ 'x-id': 'me' });
    expect(bench.backend.last?.headers).not.toHaveProperty('x-api-secret');
  });

  it('takes no id alone that belongs to a secret', async () => {
    const id = await define({ client_id: key });
    await bench.gateway.apis.subscribe({ tenant: 'guest', id }, { id: 'me', secret: 's3cret' });
    expect(await call({ 'x-api-key': 'me' })).toMatchObject(UNAUTHORIZED);
  });

  it('counts the rate of each subscriber', async () => {
    const over = { securityDefinitions: { client_id: key }, 'x-ibm-rate-limit': [{ unit: 'hour', rate: 1 }] };
    const id = await bench.define({ operations: OPERATIONS, over });
    for (const client of ['a', 'b']) await bench.gateway.apis.subscribe({ tenant: 'guest', id }, { id: client });
    const statuses = [];
    for (const client of ['a', 'a', 'b']) statuses.push((await call({ 'x-api-key': client })).status);
    expect(statuses).toEqual([200, 429, 200]);
  });

  it('of an oauth2 provider lets nobody in', async () => {
    await define({ google: { type: 'oauth2', 'x-provider': 'google' } });
    expect(await call({ authorization: 'Bearer token' })).toMatchObject(UNAUTHORIZED);
  });
});
