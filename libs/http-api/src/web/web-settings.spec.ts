import { anAction, aPackage } from '@whisker/testing';
import { corsOf, toList, WEB, WebActionUnderTest } from '../testing/web-action-under-test';

let web: WebActionUnderTest;
afterEach(() => web.api.stop());

describe('hosts of namespaces', () => {
  const host = { host: 'guest.functions.test:80' };

  beforeEach(async () => {
    web = await new WebActionUnderTest({ vanityHost: 'functions.test' }).start();
    const annotations = toList({ 'web-export': true });
    await web.given();
    await web.api.entities.seed(
      aPackage('guest/public'),
      aPackage('guest/api'),
      anAction('guest/public/index', { annotations }),
      anAction('guest/api/v1', { annotations }),
    );
  });

  it('show its web actions', async () => {
    const answer = await web.ask('GET', '/default/a/x%20y?q=1', { headers: host });
    expect(answer).toMatchObject({ status: 200, text: 'hello' });
    expect(web.argumentsOf()).toMatchObject({ __ow_path: '/x%20y', q: '1', __ow_headers: host });
  });

  it('show public/index.html at their root', async () => {
    expect(await web.ask('GET', '/?q=1', { headers: host })).toMatchObject({ status: 200, text: 'hello' });
    expect(web.api.calls[0]?.action.action.name).toEqual({ namespace: 'guest', package: 'public', name: 'index' });
    expect(web.argumentsOf()).toMatchObject({ __ow_path: '', q: '1' });
  });

  it('show nothing else: not the API, whoever asks', async () => {
    await web.askAsOwner('GET', '/api/v1/namespaces', { headers: host });
    expect(web.api.calls[0]?.action.action.name).toMatchObject({ package: 'api', name: 'v1' });
    expect((await web.askAsOwner('GET', '/ping', { headers: host })).status).toBe(404);
  });

  it('of no namespace show nothing, other hosts the API', async () => {
    expect((await web.ask('GET', '/default/a', { headers: { host: 'nobody.functions.test' } })).status).toBe(404);
    for (const other of ['functions.test', 'a.b.functions.test', 'guest.other.test']) {
      expect((await web.askAsOwner('GET', '/api/v1/namespaces', { headers: { host: other } })).body).toEqual(['guest']);
    }
  });
});

describe('extensions that must be named', () => {
  beforeEach(async () => {
    web = await new WebActionUnderTest({ requireExtension: true }).start();
    await web.given();
  });

  it.each([WEB, `${WEB}.xml`, `${WEB}/x.http`, '/api/v1/web/guest/default/none'])(
    'are missing in %s {errors.6.3}',
    async (path) => {
      const answer = await web.ask('GET', path);
      const error = 'Extension must be specified and one of [.http, .json, .html, .svg, .text].';
      expect(answer).toMatchObject({ status: 406, body: { error } });
      expect([answer.text.includes('\n'), corsOf(answer)]).toEqual([false, {}]);
    },
  );

  it('are named', async () => {
    expect((await web.ask('GET', `${WEB}.http/x`)).status).toBe(200);
  });
});
