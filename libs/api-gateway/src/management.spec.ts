import { aDocument } from './testing/documents';
import { GatewayUnderTest } from './testing/gateway-under-test';

let bench: GatewayUnderTest;

beforeEach(async () => {
  bench = await GatewayUnderTest.start({ limits: { maxDocumentBytes: 2000 } });
});
afterEach(() => bench.close());

const shown = (id: string, document = aDocument()) => ({
  artifact_id: id,
  managed_url: `https://apis.example/api/guest${String(document['basePath'])}`,
  open_api_doc: document,
});

describe('the management of APIs', () => {
  it('creates, shows, lists, updates and deletes', async () => {
    expect(await bench.manage('POST', '/apis', aDocument())).toMatchObject({ status: 200, json: shown('id-1') });
    expect(await bench.manage('GET', '/apis/id-1')).toMatchObject({ status: 200, json: shown('id-1') });
    expect(await bench.manage('GET', '/apis')).toMatchObject({ status: 200, json: [shown('id-1')] });
    const changed = aDocument({ basePath: '/new' });
    expect(await bench.manage('PUT', '/apis/id-1', changed)).toMatchObject({
      status: 200,
      json: shown('id-1', changed),
    });
    expect(await bench.manage('DELETE', '/apis/id-1')).toMatchObject({ status: 204, text: '' });
    expect((await bench.manage('GET', '/apis/id-1')).json).toEqual({
      status: 404,
      message: 'Error: Unknown API id id-1',
    });
    expect((await bench.manage('GET', '/apis')).json).toEqual([]);
  });

  it('lists by base path, title and page', async () => {
    for (const basePath of ['/a', '/b'])
      await bench.manage('POST', '/apis', aDocument({ basePath, title: `of ${basePath}` }));
    const ids = async (query: string) =>
      ((await bench.manage('GET', `/apis?${query}`)).json as { artifact_id: string }[]).map(
        ({ artifact_id }) => artifact_id,
      );
    expect(await ids('basePath=%2Fb')).toEqual(['id-2']);
    expect(await ids('title=of%20%2Fa')).toEqual(['id-1']);
    expect(await ids('limit=1&skip=1')).toEqual(['id-2']);
    expect(await bench.manage('GET', '/apis?limit=x')).toMatchObject({
      status: 400,
      json: { message: "Error: The query parameter 'limit' must be a whole number." },
    });
  });

  it('makes a change conditional on the state it is based on', async () => {
    const { headers } = await bench.manage('POST', '/apis', aDocument());
    const change = (method: string, match: string) =>
      bench.ask('/v2/guest/apis/id-1', {
        method,
        headers: { authorization: `Basic ${Buffer.from('op:secret').toString('base64')}`, 'if-match': match },
        body: JSON.stringify(aDocument()),
      });
    expect(headers.etag).toBe('"1"');
    expect(await change('PUT', '"1"')).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    for (const stale of ['"1"', '"other"', '']) expect((await change('PUT', stale)).status).toBe(412);
    expect((await change('DELETE', '"1"')).status).toBe(412);
    expect((await change('DELETE', '*')).status).toBe(204);
  });

  it('subscribes and unsubscribes', async () => {
    await bench.manage('POST', '/apis', aDocument());
    const place = '/apis/id-1/subscriptions';
    expect(await bench.manage('POST', place, { client_id: 'm/e', client_secret: 's' })).toMatchObject({
      status: 200,
      json: { message: "Subscription 'm/e' created for API 'id-1'" },
    });
    expect((await bench.manage('GET', place)).json).toEqual(['m/e']);
    expect((await bench.manage('DELETE', `${place}/m%2Fe`)).status).toBe(204);
    expect(await bench.manage('DELETE', `${place}/m%2Fe`)).toMatchObject({ status: 404 });
    expect((await bench.manage('POST', place, {})).json).toMatchObject({
      message: "Error: Missing field 'client_id' in request body.",
    });
    expect((await bench.manage('POST', place, { client_id: 1 })).json).toMatchObject({
      message: "Error: The field 'client_id' must be a text of 1 to 256 characters.",
    });
  });

  it.each([
    ['POST', '/apis', '', 400, 'Missing request body'],
    ['POST', '/apis', 'nonsense', 400, 'The request body is not a JSON object.'],
    ['POST', '/apis', '[]', 400, 'The request body is not a JSON object.'],
    ['POST', '/apis', 'x'.repeat(2001), 413, 'The body is larger than 2000 bytes.'],
    ['PATCH', '/apis', '{}', 400, 'Invalid verb.'],
    ['DELETE', '/apis', '', 400, 'Invalid verb.'],
    ['GET', '/other', '', 404, 'Not found.'],
    ['PUT', '/apis/none', JSON.stringify(aDocument()), 404, 'Unknown API id none'],
  ])('%s %s with %.10s… is answered %i', async (method, path, body, status, text) => {
    expect(await bench.manage(method, path, body)).toMatchObject({
      status,
      json: { status, message: `Error: ${text}` },
    });
  });

  it.each([undefined, 'Basic bm9wZQ==', `Basic ${Buffer.from('op:other').toString('base64')}`, 'Bearer secret'])(
    'knows nobody with %s',
    async (authorization) => {
      const answer = await bench.ask('/v2/guest/apis', {
        headers: authorization === undefined ? {} : { authorization },
      });
      expect(answer).toMatchObject({
        status: 401,
        text: '{"status":401,"message":"Error: Unauthorized"}',
        headers: { 'www-authenticate': 'Basic realm="API gateway management"' },
      });
    },
  );

  it('has no tenant v1, whose routes would hide the API', async () => {
    const headers = { authorization: `Basic ${Buffer.from('op:secret').toString('base64')}` };
    const answer = await bench.ask('/v2/v1/apis', { method: 'POST', headers, body: JSON.stringify(aDocument()) });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining("'v1' cannot be a tenant")]);
  });
});

describe('the gateway', () => {
  it('owns what it serves', () => {
    const { gateway } = bench;
    const paths = ['/api/guest/club', '/api/guest/', '/api/v1x/y', '/api/vip/y', '/v2/guest/apis'];
    const others = [
      '/api/v1',
      '/api/v1/',
      '/api/v1/namespaces',
      '/api/v1?x',
      '/api/v2/namespaces',
      '/api/v10/x/y',
      '/api/guest',
      '/',
      '/api-docs',
      '/v2',
    ];
    expect(paths.filter((path) => !gateway.owns(path))).toEqual([]);
    expect(others.filter((path) => gateway.owns(path))).toEqual([]);
  });

  it('reports faults that are not the caller’s', async () => {
    bench.gateway.apis.list = () => Promise.reject(new Error('no disk'));
    expect(await bench.manage('GET', '/apis')).toMatchObject({
      status: 500,
      json: { status: 500, message: 'Error: Gateway error.' },
    });
    expect(bench.faults).toEqual([new Error('no disk')]);
  });
});
