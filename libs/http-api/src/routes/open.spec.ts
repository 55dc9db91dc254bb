import { ApiUnderTest } from '../testing/api-under-test';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('what is told without credentials of a namespace', () => {
  let api: ApiUnderTest;
  beforeAll(async () => (api = await new ApiUnderTest().start()));
  afterAll(() => api.stop());
  const get = (path: string) => api.ask('GET', path, { auth: undefined });

  it('the API in Swagger 2.0, with the kinds on offer', async () => {
    const { status, headers, body } = await get('/api/v1/api-docs');
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    expect(body).toMatchObject({ swagger: '2.0', basePath: '/api/v1' });
    const { definitions } = body as {
      definitions: Record<string, { properties: Record<string, { enum?: string[] }> }>;
    };
    expect(definitions['ActionExec']?.properties['kind']?.enum).toEqual(
      expect.arrayContaining(['blackbox', 'sequence', 'nodejs:default']),
    );
  });

  it('every reference in it leads somewhere', async () => {
    for (const path of ['/api/v1/api-docs', '/api-docs']) {
      const { text, body } = await get(path);
      const references = [...text.matchAll(/"\$ref":"#\/(\w+)\/(\w+)"/g)];
      const sections = body as Record<string, Record<string, unknown>>;
      expect(references.length).toBeGreaterThan(0);
      for (const [, section = '', name = ''] of references)
        expect([name, typeof sections[section]?.[name]]).toEqual([name, 'object']);
    }
  });

  it.each([
    ['/docs', '/api-docs', 'GET /invokers/ready'],
    ['/api/v1/docs', '/api/v1/api-docs', 'PUT /api/v1/namespaces/{namespace}/actions/{packageName}/{actionName}'],
  ])('%s is a page that needs no other host and no script', async (path, description, operation) => {
    const { status, headers, text } = await get(path);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; /);
    expect(text).toContain(`href="${description}"`);
    expect(text).toContain(`<code>${operation}</code>`);
    expect(text).not.toMatch(/<script|\bsrc=|https?:\/\//);
  });

  it('how much runs', async () => {
    api.inFlight = 3;
    expect((await get('/activation/count')).text).toBe('3');
    expect((await get('/activation')).body).toEqual({ activations: 3 });
    expect((await get('/invokers/healthy/count')).text).toBe('1');
    expect((await get('/invokers')).body).toEqual({ 'invoker0/0': 'up' });
  });

  it.each([undefined, basic('operator'), basic('operator:Secret'), 'Bearer x'])(
    'the controller is not disabled by %j {errors.5.4}',
    async (auth) => {
      const answer = await api.ask('POST', '/disable', { auth });
      expect(answer).toMatchObject({ status: 401, body: { error: 'username or password are wrong.' } });
      expect(api.disabled).toBe(false);
    },
  );

  it('the controller is disabled by its operator', async () => {
    const answer = await api.ask('POST', '/disable', { auth: basic('operator:secret') });
    expect([answer.status, api.disabled]).toEqual([200, true]);
  });
});
