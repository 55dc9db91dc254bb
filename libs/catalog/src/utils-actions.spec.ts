import { runAction } from './testing/run-action';
import { ScriptedServer } from './testing/scripted-server';

const utils = (name: string, params: object, env = {}) => runAction(`utils/${name}.js`, params, env);
const ENV = { __OW_API_HOST: 'http://host:1', __OW_NAMESPACE: 'guest' };

describe('utils', () => {
  it('echo returns its input {feeds.5.utils.1}', async () => {
    expect(await utils('echo', { payload: 'x', more: [1] })).toEqual({ payload: 'x', more: [1] });
  });

  it('cat joins lines {feeds.5.utils.2}', async () => {
    expect(await utils('cat', { lines: ['a', 'b'] })).toEqual({ lines: ['a', 'b'], payload: 'a\nb' });
  });

  it.each([
    [{ payload: 'a\nb\r\nc' }, ['a', 'b', 'c']],
    [{ payload: 'a,b', separator: ',' }, ['a', 'b']],
    [{ payload: '' }, ['']],
  ])('split %j {feeds.5.utils.3}', async (params, lines) => {
    expect(await utils('split', params)).toEqual({ lines, payload: params.payload });
  });

  it('sort sorts, and leaves its input alone {feeds.5.utils.4}', async () => {
    const lines = ['b', 'a', 'B'];
    expect(await utils('sort', { lines })).toEqual({ lines: ['B', 'a', 'b'], length: 3 });
    expect(lines).toEqual(['b', 'a', 'B']);
  });

  it('head returns one line, or as many as were asked for {feeds.5.utils.5}', async () => {
    expect(await utils('head', { lines: ['a', 'b'] })).toEqual({ lines: ['a'], num: 1 });
    expect(await utils('head', { lines: ['a', 'b', 'c'], num: 2 })).toEqual({ lines: ['a', 'b'], num: 2 });
  });

  it('smash puts all under one name {feeds.5.utils.6}', async () => {
    expect(await utils('smash', { $fieldName: 'all', a: 1, b: 2 })).toEqual({ all: { a: 1, b: 2 } });
    const error = "Expected an argument '$fieldName' of type 'string'.";
    expect(await utils('smash', { a: 1 })).toEqual({ error });
    expect(await utils('smash', { $fieldName: 1 })).toEqual({ error });
  });

  it('date tells a date {feeds.5.utils.7}', async () => {
    expect((await utils('date', {})).date).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('namespace asks the API with the key it was given {feeds.5.utils.8}', async () => {
    const api = await ScriptedServer.start();
    try {
      api.script({ body: ['guest'] }, { status: 401 });
      const env = { __OW_API_HOST: api.url, __OW_API_KEY: 'uuid:key' };
      expect(await utils('namespace', {}, env)).toEqual({ namespace: 'guest' });
      expect(api.requests).toMatchObject([{ url: '/api/v1/namespaces', authorization: `Basic ${btoa('uuid:key')}` }]);
      expect(await utils('namespace', {}, env)).toEqual({ error: expect.stringContaining('401') });
    } finally {
      await api.close();
    }
  });

  it.each([
    [{ path: 'a' }, 'namespaces/guest/actions/a'],
    [{ path: 'p/a' }, 'namespaces/guest/actions/p/a'],
    [{ trigger: true, path: 't' }, 'namespaces/guest/triggers/t'],
    [{ web: true, path: 'a', ext: '.json' }, 'web/guest/default/a.json'],
    [{ web: true, path: 'p/a' }, 'web/guest/p/a'],
  ])('hosturl tells the URL of %j {feeds.5.utils.9}', async (params, place) => {
    expect(await utils('hosturl', params, ENV)).toEqual({ url: `http://host:1/api/v1/${place}` });
  });

  it.each([
    [{ web: true, trigger: true }, 'triggers are not allowed for web actions.'],
    [
      { web: true, ext: '.xml' },
      'extension for web action must be one of [".html", ".http", ".json", ".svg", ".text"].',
    ],
    [{ trigger: true, path: 'p/t' }, 'triggers are not allowed in packages.'],
  ])('hosturl refuses %j {feeds.5.utils.9}', async (params, error) => {
    expect(await utils('hosturl', params, ENV)).toEqual({ error });
  });
});
