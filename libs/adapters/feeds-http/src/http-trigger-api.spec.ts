import { HttpTriggerApi } from './index';
import { ScriptedServer } from './testing/scripted-server';

const TRIGGER = { auth: 'uuid:key', namespace: 'guest', name: 'my trigger' };
const PATH = '/api/v1/namespaces/guest/triggers/my%20trigger';

let server: ScriptedServer;
let api: HttpTriggerApi;
beforeEach(async () => {
  server = await ScriptedServer.start();
  api = new HttpTriggerApi(() => server.url);
});
afterEach(() => server.close());

const sent = () => server.requests.map(({ method, url }) => `${method} ${url.pathname}`);

describe('firing', () => {
  it('posts the event in the name of the owner', async () => {
    server.script({ status: 202 });
    expect(await api.fire(TRIGGER, { a: 1 })).toEqual({ type: 'accepted' });
    expect(server.requests).toMatchObject([{ authorization: `Basic ${btoa('uuid:key')}`, body: '{"a":1}' }]);
    expect(sent()).toEqual([`POST ${PATH}`]);
  });

  it('is accepted without a body, too: no rule is active', async () => {
    server.script({ status: 204 });
    expect(await api.fire(TRIGGER, {})).toEqual({ type: 'accepted' });
  });

  it('tells what it was refused with, and when there was no answer', async () => {
    server.script({ status: 429 }, 'hang-up');
    expect(await api.fire(TRIGGER, {})).toEqual({ type: 'refused', status: 429 });
    expect(await api.fire(TRIGGER, {})).toMatchObject({ type: 'unknown' });
    await server.close();
    expect(await api.fire(TRIGGER, {})).toMatchObject({ type: 'unknown' });
    server = await ScriptedServer.start();
  });
});

describe('asking for a fire', () => {
  it('looks for its event among the records since then', async () => {
    const records = [{ response: { result: { b: 2, a: 1 } } }, { response: {} }];
    server.script({ body: records }, { body: records }, { body: [] });
    expect(await api.wasFired(TRIGGER, { a: 1, b: 2 }, 17)).toBe(true);
    expect(await api.wasFired(TRIGGER, { a: 1 }, 17)).toBe(false);
    expect(await api.wasFired(TRIGGER, { a: 1 }, 17)).toBe(false);
    const query = Object.fromEntries(server.requests[0]?.url.searchParams ?? []);
    expect(query).toMatchObject({ name: 'my trigger', since: '17', docs: 'true' });
  });

  it('rejects if the API does not tell', async () => {
    server.script({ status: 500 });
    await expect(api.wasFired(TRIGGER, {}, 0)).rejects.toThrow('500');
  });
});

describe('removing', () => {
  it('deletes the trigger', async () => {
    server.script({ status: 404 });
    await api.remove(TRIGGER, false);
    expect(sent()).toEqual([`DELETE ${PATH}`]);
  });

  it('deletes its rules before', async () => {
    server.script({ body: { rules: { 'guest/one': {}, 'guest/two': {} } } });
    await api.remove(TRIGGER, true);
    const rules = '/api/v1/namespaces/guest/rules';
    expect(sent()).toEqual([`GET ${PATH}`, `DELETE ${rules}/one`, `DELETE ${rules}/two`, `DELETE ${PATH}`]);
  });

  it('rejects if it may not', async () => {
    server.script({ status: 403 });
    await expect(api.remove(TRIGGER, false)).rejects.toThrow('403');
  });
});
