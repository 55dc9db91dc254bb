import { systemCatalog } from './index';
import { runAction } from './testing/run-action';
import { ScriptedServer } from './testing/scripted-server';

let server: ScriptedServer;
beforeEach(async () => void (server = await ScriptedServer.start()));
afterEach(() => server.close());

const cloudant = (name: string, params: object = {}) =>
  runAction(
    'cloudant/cloudant.js',
    { url: server.url, username: 'u', password: 'p', dbname: 'db', ...params },
    { __OW_ACTION_NAME: `/whisk.system/cloudant/${name}` },
  );
const sent = () => server.requests.map(({ method, url, body }) => `${method} ${url} ${body}`.trim());

const CALLS: readonly (readonly [name: string, params: object, request: string])[] = [
  ['read', { id: 'a' }, 'GET /db/a'],
  ['read', { docid: 'a/b', params: { rev: '1' } }, 'GET /db/a%2Fb?rev=1'],
  ['write', { doc: { a: 1 } }, 'POST /db {"a":1}'],
  ['create-database', {}, 'PUT /db'],
  ['read-database', {}, 'GET /db'],
  ['delete-database', {}, 'DELETE /db'],
  ['list-all-databases', {}, 'GET /_all_dbs'],
  ['read-updates-feed', { params: { feed: 'normal' } }, 'GET /_db_updates?feed=normal'],
  ['create-document', { doc: '{"a":1}' }, 'POST /db {"a":1}'],
  ['read-document', { docid: 'a' }, 'GET /db/a'],
  ['update-document', { doc: { _id: 'a', _rev: '1' } }, 'PUT /db/a {"_id":"a","_rev":"1"}'],
  ['delete-document', { docid: 'a', docrev: '1' }, 'DELETE /db/a?rev=1'],
  ['list-documents', { params: { keys: ['a'] } }, 'GET /db/_all_docs?keys=%5B%22a%22%5D'],
  ['list-design-documents', {}, 'GET /db/_all_docs?startkey=%22_design%2F%22&endkey=%22_design0%22&include_docs=false'],
  ['create-query-index', { index: { fields: [] } }, 'POST /db/_index {"fields":[]}'],
  ['list-query-indexes', {}, 'GET /db/_index'],
  ['delete-query-index', { docid: 'd', indexname: 'i' }, 'DELETE /db/_index/d/json/i'],
  ['exec-query-find', { query: { selector: {} } }, 'POST /db/_find {"selector":{}}'],
  ['exec-query-search', { docid: 'd', indexname: 'i', search: { q: 'x' } }, 'POST /db/_design/d/_search/i {"q":"x"}'],
  ['exec-query-view', { docid: 'd', viewname: 'v' }, 'GET /db/_design/d/_view/v'],
  ['manage-bulk-documents', { docs: { docs: [] } }, 'POST /db/_bulk_docs {"docs":[]}'],
  ['read-changes-feed', { params: { since: 0 } }, 'GET /db/_changes?since=0'],
  [
    'create-attachment',
    { docid: 'd', attachmentname: 'a', attachment: 'text', contenttype: 'text/plain', docrev: '1' },
    'PUT /db/d/a?rev=1 text',
  ],
  [
    'update-attachment',
    { docid: 'd', attachmentname: 'a', attachment: 'text', contenttype: 'text/plain' },
    'PUT /db/d/a text',
  ],
  ['read-attachment', { docid: 'd', attachmentname: 'a' }, 'GET /db/d/a'],
  ['delete-attachment', { docid: 'd', attachmentname: 'a', docrev: '1' }, 'DELETE /db/d/a?rev=1'],
];

it.each(CALLS)('%s %j asks for %s', async (name, params, request) => {
  await cloudant(name, params);
  expect(sent()).toEqual([request]);
  expect(server.requests[0]?.authorization).toBe(`Basic ${btoa('u:p')}`);
});

it('has an operation for every action of the package', () => {
  const { actions = [] } = systemCatalog.find(({ name }) => name === 'cloudant') ?? {};
  const known = new Set(CALLS.map(([name]) => name).concat('delete-view', 'changes'));
  expect(actions.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
});

it('write replaces what is there', async () => {
  server.script({ body: { _rev: '3' } });
  await cloudant('write', { doc: { _id: 'a' }, overwrite: true });
  server.script({ status: 404, body: { reason: 'missing' } });
  await cloudant('write', { doc: { _id: 'b' }, overwrite: true });
  expect(sent()).toEqual(['GET /db/a', 'PUT /db/a {"_id":"a","_rev":"3"}', 'GET /db/b', 'PUT /db/b {"_id":"b"}']);
});

it('delete-view takes one view out, and the document with the last', async () => {
  server.script({ body: { _rev: '1', views: { v: {}, w: {} } } }, {}, { body: { _rev: '2', views: { w: {} } } });
  await cloudant('delete-view', { docid: 'd', viewname: 'v' });
  await cloudant('delete-view', { docid: 'd', viewname: 'w' });
  expect(sent()).toEqual([
    'GET /db/_design/d',
    'PUT /db/_design/d {"_rev":"1","views":{"w":{}}}',
    'GET /db/_design/d',
    'DELETE /db/_design/d?rev=2',
  ]);
});

it('lists are members of an object', async () => {
  server.script({ body: ['a', 'b'] });
  expect(await cloudant('list-all-databases')).toEqual({ all_databases: ['a', 'b'] });
});

it('an attachment is text, or base64', async () => {
  const read = () => cloudant('read-attachment', { docid: 'd', attachmentname: 'a' });
  server.script({ type: 'text/plain', body: 'hi' }, { type: 'image/png', body: 'hi' });
  expect(await read()).toEqual({ attachment: 'hi', contenttype: 'text/plain' });
  expect(await read()).toEqual({ attachment: btoa('hi'), contenttype: 'image/png' });
});

it('an API key is exchanged for a token', async () => {
  server.script({ body: { access_token: 'token' } });
  await cloudant('read-database', { iamApiKey: 'k', iamUrl: `${server.url}/token` });
  expect(server.requests.map(({ url, authorization }) => [url, authorization])).toEqual([
    ['/token', undefined],
    ['/db', 'Bearer token'],
  ]);
});

it.each([
  ['read-database', { dbname: undefined }, 'dbname is required.'],
  ['read', {}, 'docid is required.'],
  ['exec-query-view', { docid: 'd' }, 'viewname is required.'],
  ['create-document', { doc: 'x' }, 'A document, index or query must be given as a JSON object.'],
  ['read-database', { url: undefined }, 'Cloudant host is required.'],
])('%s %j is refused', async (name, params, error) => {
  expect(await cloudant(name, params)).toEqual({ error });
  expect(server.requests).toEqual([]);
});

it('tells what the database refused', async () => {
  server.script({ status: 409, body: { error: 'conflict', reason: 'Document update conflict.' } });
  expect(await cloudant('create-document', { doc: {} })).toEqual({
    error: 'Document update conflict.',
    statusCode: 409,
  });
});
