import { ApiUnderTest, KEY, UUID } from './testing/api-under-test';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const OWN = '/api/v1/namespaces/_';

describe('transport', () => {
  let api: ApiUnderTest;
  beforeAll(async () => (api = await new ApiUnderTest().start()));
  afterAll(() => api.stop());

  describe('credentials', () => {
    const missing = 'The resource requires authentication, which was not supplied with the request';
    const invalid = 'The supplied authentication is invalid';
    it.each<[string, string | undefined, string]>([
      ['none', undefined, missing],
      ['another scheme', 'Bearer abc', missing],
      ['no base64', 'Basic %%%', missing],
      ['empty', '', missing],
      ['no colon', basic('nocolon'), invalid],
      ['short key', basic('a:b'), invalid],
      ['long key', basic(`${UUID}:${KEY}x`), invalid],
      ['unknown', basic(`${UUID}:${'z'.repeat(64)}`), invalid],
    ])('%s', async (_, auth, text) => {
      const answer = await api.ask('GET', '/api/v1/namespaces', { auth });
      expect(answer).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="OpenWhisk secure realm",charset=UTF-8' },
      });
      expect(answer.body).toEqual({ error: text, code: answer.headers['x-request-id'] });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    });

    it('are tested before the path', async () => {
      expect((await api.ask('GET', '/api/v1/nowhere', { auth: undefined })).status).toBe(401);
      expect((await api.ask('GET', '/api/v1/nowhere')).status).toBe(404);
    });
  });

  describe('routes that do not exist', () => {
    it.each([
      ['GET', '/api/v1/namespaces/_'],
      ['GET', `${OWN}/nothing`],
      ['GET', `${OWN}/constructor`],
      ['GET', `${OWN}/actions/a/b/c`],
      ['GET', `${OWN}/triggers/a/b`],
      ['GET', `${OWN}/packages/a/`],
      ['GET', '/api/v1/namespaces/_//actions'],
      ['POST', `${OWN}/actions`],
      ['PATCH', `${OWN}/actions/a`],
      ['POST', `${OWN}/packages/a`],
      ['DELETE', `${OWN}/activations/00000000000000000000000000000000`],
      ['PUT', `${OWN}/limits/x`],
    ])('%s %s', async (method, path) => {
      const answer = await api.ask(method, path, method === 'GET' ? {} : { body: {} });
      expect(answer).toMatchObject({ status: 404, body: { error: 'The requested resource could not be found.' } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    });

    it('outside the API are 405', async () => {
      expect(await api.ask('GET', '/nowhere')).toMatchObject({ status: 405, headers: { allow: 'OPTIONS' } });
      expect((await api.ask('GET', '/api/v10/namespaces')).status).toBe(405);
    });
  });

  it('answers OPTIONS without credentials', async () => {
    const rest = await api.ask('OPTIONS', '/api/v1/nowhere', { auth: undefined });
    expect(rest).toMatchObject({
      status: 200,
      text: 'OK',
      headers: { 'access-control-allow-methods': 'GET, DELETE, POST, PUT, HEAD' },
    });
    const root = await api.ask('OPTIONS', '/', { auth: undefined });
    expect(root.headers['access-control-allow-methods']).toBe('OPTIONS, GET, POST');
  });

  describe('the transaction id', () => {
    it.each([
      ['my-own', 'my-own'],
      ['sid_mine', expect.stringMatching(/^[A-Za-z0-9]{32}$/)],
      ['', expect.stringMatching(/^[A-Za-z0-9]{32}$/)],
    ])('given as "%s"', async (given, id) => {
      const { headers } = await api.ask('GET', '/ping', { headers: { 'x-request-id': given } });
      expect(headers['x-request-id']).toEqual(id);
    });
  });

  it('refuses an unacceptable Accept after the operation', async () => {
    const answer = await api.ask('PUT', `${OWN}/packages/done`, { body: {}, headers: { accept: 'text/html' } });
    expect(answer).toMatchObject({
      status: 406,
      body: { error: 'Resource representation is only available with these types:\napplication/json' },
    });
    expect((await api.ask('GET', `${OWN}/packages/done`)).status).toBe(200);
  });

  it.each([
    ['text/plain', 'text/plain'],
    ['application/vnd.x+json', 'application/vnd.x+json'],
    ['nonsense', 'application/octet-stream'],
  ])('refuses bodies of type %s', async (type, shown) => {
    const answer = await api.ask('PUT', `${OWN}/packages/a`, { body: '{}', headers: { 'content-type': type } });
    expect(answer).toMatchObject({
      status: 415,
      body: { error: `The request's Content-Type [${shown}] is not supported. Expected:\napplication/json` },
    });
  });

  it.each(['{', '', '{"a":}', 'x', `${'['.repeat(100_000)}`])('refuses %.10s as JSON', async (body) => {
    const answer = await api.ask('PUT', `${OWN}/packages/a`, { body, headers: { 'content-type': 'application/json' } });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^The request content was malformed:\n/) },
    });
  });

  it('refuses paths it cannot decode, long ones and unknown verbs {limits.2.7}', async () => {
    expect((await api.ask('GET', `${OWN}/actions/%zz`)).status).toBe(400);
    expect((await api.ask('GET', `${OWN}/actions?x=${'x'.repeat(9000)}`)).status).toBe(414);
    expect(await api.ask('TRACE', OWN)).toMatchObject({ status: 501, text: 'Unsupported HTTP method' });
  });

  it('refuses bodies over 50 MiB {limits.2.5}', async () => {
    const body = `{"x":"${'x'.repeat(50 * 1024 * 1024)}"}`;
    const answer = await api.ask('PUT', `${OWN}/packages/a`, { body, headers: { 'content-type': 'application/json' } });
    expect(answer).toMatchObject({
      status: 413,
      body: { error: expect.stringContaining('exceeded the limit of 52428800 bytes') },
    });
  });

  it('tells what it is', async () => {
    expect((await api.ask('GET', '/', { auth: undefined })).body).toMatchObject({
      api_paths: ['/api/v1'],
      limits: { max_action_memory: 536_870_912 },
    });
    expect((await api.ask('GET', '/api/v1', { auth: undefined })).body).toMatchObject({ api_version: '1.0.0' });
    expect((await api.ask('GET', '/api-docs', { auth: undefined })).body).toMatchObject({ swagger: '2.0' });
    expect((await api.ask('GET', '/ping', { auth: undefined })).text).toBe('pong');
    expect((await api.ask('GET', '/invokers/ready', { auth: undefined })).body).toEqual({ healthy: '1/1' });
  });
});
