import { runAction } from './testing/run-action';
import { ScriptedServer } from './testing/scripted-server';

const samples = (name: string, params: object, env = {}) => runAction(`samples/${name}.js`, params, env);

describe('samples', () => {
  it('helloWorld greets in its log', async () => {
    expect(await samples('helloWorld', { payload: 'you' })).toEqual({ logged: ['hello you!'] });
  });

  it.each([
    [{}, 'Hello, stranger from somewhere!'],
    [{ payload: 'me' }, 'Hello, me from somewhere!'],
    [{ name: 'Dorothy', place: 'Kansas', payload: 'me' }, 'Hello, Dorothy from Kansas!'],
  ])('greeting %j', async (params, payload) => {
    expect(await samples('greeting', params)).toEqual({ payload });
  });

  it.each(['wordCount', 'wordCountAsync'])('%s counts what stands between single spaces', async (name) => {
    expect((await samples(name, { payload: 'one two  three' })).count).toBe(4);
  });

  it('head and cat are those of Swift', async () => {
    expect(await samples('head', { lines: ['a', 'b'], num: 1 })).toEqual({ lines: ['a'], num: 1 });
    expect(await samples('cat', { lines: ['a', 'b'] })).toEqual({ lines: ['a', 'b'], payload: 'a\nb\n' });
  });

  it('printParams prints', async () => {
    expect((await samples('printParams', { a: 'x', b: [1] })).logged).toEqual(['a: x', 'b: [1]']);
  });

  it.each([0, 1.5, -1, 'x'])('countdown ends at zero and refuses what is no count: %p', async (n) => {
    const expected = n === 0 ? { logged: ['Happy New Year!'] } : { error: expect.stringContaining('whole number') };
    expect(await samples('countdown', { n })).toEqual(expected);
  });
});

describe('samples that call the platform', () => {
  let api: ScriptedServer;
  const env = () => ({
    __OW_API_HOST: api.url,
    __OW_API_KEY: 'uuid:key',
    __OW_ACTION_NAME: '/whisk.system/samples/countdown',
  });
  beforeEach(async () => void (api = await ScriptedServer.start()));
  afterEach(() => api.close());

  it('helloPromises waits for a greeting and splits it', async () => {
    api.script({ body: { payload: 'Hello, you from here!' } });
    const result = await samples('helloPromises', { name: 'you', place: 'here' }, env());
    expect(result).toEqual({ lines: ['Hello,', 'you', 'from', 'here!'] });
    expect(api.requests).toMatchObject([
      { url: '/api/v1/namespaces/whisk.system/actions/samples/greeting?blocking=true&result=true' },
    ]);
    api.script({ status: 502, body: { error: 'No.' } });
    expect(await samples('helloPromises', {}, env())).toEqual({ error: 'No.' });
  });

  it('countdown invokes itself with one less', async () => {
    api.script({ status: 202, body: { activationId: 'id' } });
    expect(await samples('countdown', { n: '3' }, env())).toEqual({ activationId: 'id', logged: ['3'] });
    expect(api.requests).toMatchObject([
      {
        method: 'POST',
        url: '/api/v1/namespaces/whisk.system/actions/samples/countdown',
        body: '{"n":2}',
        authorization: `Basic ${btoa('uuid:key')}`,
      },
    ]);
  });

  it('invoke returns the activation it waited for', async () => {
    const activation = { activationId: 'id', response: { result: { date: 'today' } } };
    api.script({ body: activation });
    expect(await samples('invoke', {}, env())).toEqual({ ...activation, logged: ['It is now today'] });
  });

  it('curl gets a page', async () => {
    api.script({ type: 'text/html', body: '<p>' });
    expect(await samples('curl', { payload: api.url.replace('http://', '') })).toEqual({ msg: '<p>' });
    expect(await samples('curl', {})).toEqual({ error: expect.any(String) });
  });
});
