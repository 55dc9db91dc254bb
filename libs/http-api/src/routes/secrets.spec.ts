import { ApiUnderTest } from '../testing/api-under-test';

const OWN = '/api/v1/namespaces/_/secrets';
const NOW = 1_700_000_000_000;

describe('the routes of secrets', () => {
  let api: ApiUnderTest;

  beforeEach(async () => (api = await new ApiUnderTest().start()));
  afterEach(() => api.stop());

  const put = (name: string, value: unknown = 'password') => api.ask('PUT', `${OWN}/${name}`, { body: { value } });
  const summary = (name: string) => ({ namespace: 'guest', name, created: NOW, updated: NOW });

  it('answer with names and dates, whatever is done', async () => {
    expect(await put('db')).toMatchObject({ status: 200, body: summary('db') });
    expect(await api.ask('GET', `${OWN}/db`)).toMatchObject({ status: 200, body: summary('db') });
    expect(await api.ask('GET', `${OWN}/`)).toMatchObject({ status: 200, body: [summary('db')] });
    expect(await api.ask('DELETE', `${OWN}/db`)).toMatchObject({ status: 200, body: summary('db') });
    expect(await api.ask('GET', OWN)).toMatchObject({ status: 200, text: '[]' });
    expect(await api.ask('GET', `${OWN}/db`)).toMatchObject({ status: 404 });
  });

  it('list a part, and count', async () => {
    for (const name of ['b', 'a']) await put(name);
    const names = async (query: string) =>
      ((await api.ask('GET', `${OWN}?${query}`)).body as { name: string }[]).map(({ name }) => name);
    expect(await names('')).toEqual(['a', 'b']);
    expect(await names('skip=1')).toEqual(['b']);
    expect(await names('limit=1')).toEqual(['a']);
    expect((await api.ask('GET', `${OWN}?count=true&skip=1`)).body).toEqual({ secrets: 1 });
    expect(await api.ask('GET', `${OWN}?limit=x`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('for secrets'),
    });
  });

  it('refuse more than a namespace may have', async () => {
    for (const name of ['a', 'b']) await put(name);
    expect(await put('c')).toMatchObject({
      status: 409,
      body: { error: 'The namespace may have 2 secrets and has them: delete one before another is set.' },
    });
    expect(await put('a', 'again')).toMatchObject({ status: 200 });
  });

  it('measure bytes, not characters', async () => {
    expect(await put('a', '☃'.repeat(33))).toMatchObject({ status: 200 });
    expect(await put('a', '☃'.repeat(34))).toMatchObject({
      status: 413,
      body: { error: 'secret larger than allowed: 102 > 100 bytes.' },
    });
  });

  it.each([
    ['no object', '"text"', 400],
    ['no text', '{"value":{}}', 400],
    ['an empty text', '{"value":""}', 400],
    ['nothing', '', 400],
  ])('refuse a body that holds %s', async (_, body, status) => {
    const headers = { 'content-type': 'application/json' };
    expect((await api.ask('PUT', `${OWN}/x`, { body, headers })).status).toBe(status);
    expect(api.secrets.rows.size).toBe(0);
  });

  it.each([
    ['POST', `${OWN}/x`],
    ['PUT', OWN],
    ['DELETE', OWN],
    ['GET', `${OWN}/a/b`],
    ['GET', `${OWN}/a/`],
  ])('have none for %s %s', async (method, path) => {
    expect((await api.ask(method, path)).status).toBe(404);
  });

  it.each(['GET', 'PUT', 'DELETE'])('refuse %s in another namespace', async (method) => {
    const answer = await api.ask(method, '/api/v1/namespaces/other/secrets/x', { body: { value: 'x' } });
    expect(answer).toMatchObject({
      status: 403,
      body: { error: "The supplied authentication is not authorized to access 'other/x'." },
    });
    expect((await api.ask('GET', '/api/v1/namespaces/other/secrets')).status).toBe(403);
  });
});
