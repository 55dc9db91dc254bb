import { HttpChangesSource } from './index';
import { ScriptedServer } from './testing/scripted-server';

let server: ScriptedServer;
beforeEach(async () => void (server = await ScriptedServer.start()));
afterEach(() => server.close());

const source = new HttpChangesSource();
const access = () => ({ protocol: 'http', host: '127.0.0.1', port: server.port, dbname: 'a/b' });
const login = { username: 'u', password: 'p' };
const query = () => ({ since: '1-x', limit: 5, signal: new AbortController().signal });

it('tells the present end', async () => {
  server.script({ body: { results: [], last_seq: '7-y' } });
  expect(await source.lastSequence({ ...access(), ...login })).toBe('7-y');
  const [request] = server.requests;
  expect(request?.url.pathname).toBe('/a%2Fb/_changes');
  expect(request?.url.searchParams.get('since')).toBe('now');
  expect(request?.authorization).toBe(`Basic ${btoa('u:p')}`);
});

it('waits for changes after a place, through a filter', async () => {
  const results = [{ id: 'a', seq: '2', changes: [{ rev: '1' }] }];
  server.script({ body: { results, last_seq: '2' } });
  const filtered = { ...query(), filter: 'design/one', parameters: { a: 'x', n: 1, feed: 'continuous' } };
  expect(await source.changes({ ...access(), ...login }, filtered)).toEqual({ changes: results, lastSequence: '2' });
  expect(Object.fromEntries(server.requests[0]?.url.searchParams ?? [])).toMatchObject({
    feed: 'longpoll',
    since: '1-x',
    limit: '5',
    filter: 'design/one',
    a: 'x',
    n: '1',
  });
});

it('stops waiting when told to', async () => {
  server.script('wait');
  const stop = new AbortController();
  const waiting = source.changes({ ...access(), ...login }, { ...query(), signal: stop.signal });
  stop.abort();
  await expect(waiting).rejects.toThrow('abort');
});

it('exchanges an API key for a token', async () => {
  server.script({ body: { access_token: 'token' } }, { body: { results: [], last_seq: 0 } });
  await source.lastSequence({ ...access(), iamApiKey: 'k', iamUrl: `${server.url}/token` });
  expect(new URLSearchParams(server.requests[0]?.body).get('apikey')).toBe('k');
  expect(server.requests[1]?.authorization).toBe('Bearer token');
});

it('rejects what is no answer of a database', async () => {
  server.script({ status: 404, body: { reason: 'Database does not exist.' } }, { body: [] }, { status: 400 });
  await expect(source.lastSequence({ ...access(), ...login })).rejects.toThrow(/404.*Database does not exist/);
  await expect(source.lastSequence({ ...access(), ...login })).rejects.toThrow('not one of CouchDB');
  const unknownKey = { ...access(), iamApiKey: 'k', iamUrl: server.url };
  await expect(source.lastSequence(unknownKey)).rejects.toThrow('the API key was not accepted: status 400');
});
