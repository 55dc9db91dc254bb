import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { apiClient, until, type ApiAnswer, type ApiClient } from './api';
import { removeFolder, startPlatform, type RunningPlatform } from './platform';

const DOMAIN = 'functions.test';
const web = { 'web-export': true };
const listed = (object: object) => Object.entries(object).map(([key, value]) => ({ key, value }));
const nodejs = (code: string, annotations: object = web, parameters: object = {}) => ({
  exec: { kind: 'nodejs:default', code },
  annotations: listed(annotations),
  parameters: listed(parameters),
});
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 13, 10]);

/** Functions as pages, forms, downloads and small services: over HTTP only, as browsers and scripts call them. */
describe('web actions', () => {
  let platform: RunningPlatform;
  let api: ApiClient;

  beforeAll(async () => {
    platform = await startPlatform({ flags: ['--vanity-host', DOMAIN] });
    api = apiClient(platform);
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  const put = async (name: string, body: object, collection = 'actions') => {
    const answer = await api('PUT', `/${collection}/${name}?overwrite=true`, body);
    expect([answer.status, answer.json.error]).toEqual([200, undefined]);
  };
  const url = (path: string) => `${platform.apihost}/api/v1/web/guest/${path}`;
  const call = (path: string, init: RequestInit = {}) => fetch(url(path), { redirect: 'manual', ...init });
  const jsonOf = async (answer: Response): Promise<ApiAnswer['json']> => answer.json();
  const json = async (path: string, init?: RequestInit) => jsonOf(await call(path, init));

  it('serve a page {web-actions.6.http-default.2}', async () => {
    await put('page', nodejs('function main({ name = "you" }) { return { body: `<h1>Hello, ${name} ☃</h1>` } }'));
    const answer = await call('default/page?name=W%C3%B6rld');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(await answer.text()).toBe('<h1>Hello, Wörld ☃</h1>');
    expect((await call('default/page', { method: 'HEAD' })).headers.get('content-length')).toBe('23');
  });

  it('log in: a form, cookies, a redirect {web-actions.5.9, web-actions.6.by-extension.5}', async () => {
    const code = `function main({ user, password, __ow_headers }) {
      if (password !== 'open') return { statusCode: 401, body: { error: 'no' } };
      return { statusCode: 303, headers: { location: '/home', 'Set-Cookie': ['user=' + user, 'seen=' + (__ow_headers.cookie || '')] } };
    }`;
    await put('login', nodejs(code));
    const refused = await call('default/login', {
      method: 'POST',
      body: new URLSearchParams({ user: 'a', password: 'b' }),
    });
    expect([refused.status, await refused.json()]).toEqual([401, { error: 'no' }]);
    const body = new URLSearchParams({ user: 'a b', password: 'open' });
    const answer = await call('default/login', { method: 'POST', body, headers: { cookie: 'x=1' } });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/home']);
    expect(answer.headers.getSetCookie()).toEqual(['user=a b', 'seen=x=1']);
  });

  it('take and give bytes {web-actions.5.11, web-actions.6.http-default.4}', async () => {
    await put(
      'image',
      nodejs('function main({ __ow_body }) { return { headers: { "content-type": "image/png" }, body: __ow_body } }'),
    );
    const answer = await call('default/image', { method: 'PUT', body: PNG, headers: { 'content-type': 'image/png' } });
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PNG);
  });

  it('take uploads as they are {web-actions.5.11}', async () => {
    const code =
      'function main({ __ow_body, __ow_headers }) { return { type: __ow_headers["content-type"], text: Buffer.from(__ow_body, "base64").toString() } }';
    await put('upload', nodejs(code));
    const form = new FormData();
    form.set('file', new Blob(['content ☃']), 'a.txt');
    const { type, text } = await json('default/upload.json', { method: 'POST', body: form });
    expect(type).toMatch(/^multipart\/form-data; boundary=/);
    expect(text).toContain('filename="a.txt"');
    expect(text).toContain('content ☃');
  });

  it('route by path and method, raw {web-actions.3.2, web-actions.5.1, web-actions.5.3}', async () => {
    const code = 'function main(args) { const { __ow_headers, ...others } = args; return { body: others } }';
    await put('raw', nodejs(code, { ...web, 'raw-http': true, final: true }, { p: 1 }));
    const answer = await json('default/raw/items/5?p=2&q=%20', {
      method: 'PATCH',
      body: 'a=b',
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer).toEqual({
      p: 1,
      __ow_method: 'patch',
      __ow_path: '/items/5',
      __ow_query: 'p=2&q=+',
      __ow_body: 'a=b',
    });
  });

  it('in Python, of a package, and as a sequence {web-actions.2.3, web-actions.2.4, web-actions.3.3}', async () => {
    await put('tools', { parameters: listed({ greeting: 'Hello' }) }, 'packages');
    const code = 'def main(args):\n    return {"body": args["greeting"] + " " + args.get("name", "you")}\n';
    await put('tools/greet', { exec: { kind: 'python:default', code }, annotations: listed({ ...web, final: true }) });
    await put(
      'mine',
      { binding: { namespace: '_', name: 'tools' }, parameters: listed({ greeting: 'Ahoy' }) },
      'packages',
    );
    expect(await (await call('tools/greet.text?name=W')).text()).toBe('Hello W');
    expect(await (await call('mine/greet.text')).text()).toBe('Ahoy you');
    expect((await call('tools/greet?greeting=x')).status).toBe(400);
    const upper = nodejs('function main({ body }) { return { body: body.toUpperCase() } }', {});
    await put('upper', upper);
    await put('shout', {
      exec: { kind: 'sequence', components: ['/_/tools/greet', '/_/upper'] },
      annotations: listed(web),
    });
    expect(await (await call('default/shout')).text()).toBe('HELLO YOU');
    expect((await call('default/upper')).status).toBe(404);
  });

  it('are secured by credentials or a secret {web-actions.2.8, web-actions.3.5, web-actions.5.4}', async () => {
    const code = 'function main({ __ow_user }) { return { body: { user: __ow_user } } }';
    await put('own', nodejs(code, { ...web, 'require-whisk-auth': true }));
    await put('secret', nodejs(code, { ...web, 'require-whisk-auth': 'open sesame' }));
    expect((await call('default/own')).status).toBe(401);
    expect((await api('GET', '//api/v1/web/guest/default/own')).json).toEqual({ user: 'guest' });
    expect((await call('default/secret')).status).toBe(401);
    expect(await json('default/secret', { headers: { 'x-require-whisk-auth': 'open sesame' } })).toEqual({});
  });

  it('are recorded in the namespace of their path {web-actions.6.2}', async () => {
    await put('fails', nodejs('function main() { return { error: { statusCode: 409, body: { taken: true } } } }'));
    const answer = await call('default/fails');
    expect([answer.status, await answer.json()]).toEqual([409, { taken: true }]);
    const id = answer.headers.get('x-openwhisk-activation-id') as string;
    const record = await until(
      () => api('GET', `/activations/${id}`),
      ({ status }) => status === 200,
    );
    expect(record.json).toMatchObject({ name: 'fails', namespace: 'guest', response: { status: 'application error' } });
  });

  it('can neither break the connection they answer on, nor mix up its answers', async () => {
    const code = 'function main({ ret }) { return ret }';
    await put('odd', nodejs(code));
    const post = (ret: unknown) =>
      call('default/odd', {
        method: 'POST',
        body: JSON.stringify({ ret }),
        headers: { 'content-type': 'application/json' },
      });
    const framed = await post({
      headers: { 'content-length': '1', 'transfer-encoding': 'chunked', connection: 'close' },
      body: 'hello',
    });
    expect([framed.status, await framed.text()]).toEqual([200, 'hello']);
    for (const ret of [
      { statusCode: 101 },
      { statusCode: 100 },
      { headers: { 'x-a': 'b\r\nSet-Cookie: c' } },
      { headers: { 'x a': 'b' } },
    ]) {
      const answer = await post(ret);
      expect([answer.status, (await jsonOf(answer)).error]).toEqual([400, "Response is not valid 'message/http'."]);
    }
    expect(await (await post({ body: 'still there' })).text()).toBe('still there');
  });

  it('let pages of other origins ask, unless they answer that themselves {web-actions.2.7, web-actions.3.4, web-actions.4.1, web-actions.4.2, web-actions.4.3}', async () => {
    await put('open', nodejs('function main() { return { body: "open" } }', { ...web, 'require-whisk-auth': true }));
    const preflight = await call('default/open', {
      method: 'OPTIONS',
      headers: { origin: 'http://other.test', 'access-control-request-headers': 'x-one' },
    });
    expect([preflight.status, await preflight.text()]).toEqual([200, '']);
    expect(preflight.headers.has('x-openwhisk-activation-id')).toBe(false);
    expect(corsOf(preflight)).toEqual(['*', 'OPTIONS, GET, DELETE, POST, PUT, HEAD, PATCH', 'x-one']);
    const code = `function main({ __ow_method }) {
      return { statusCode: 200, headers: { 'Access-Control-Allow-Methods': 'GET' }, body: __ow_method };
    }`;
    await put('own-cors', nodejs(code, { ...web, 'web-custom-options': true }));
    const own = await call('default/own-cors', { method: 'OPTIONS' });
    expect([await own.text(), corsOf(own)]).toEqual(['options', [null, 'GET', null]]);
  });

  it('show their result as the address asks {web-actions.6.by-extension.1, web-actions.6.by-extension.2, web-actions.6.by-extension.3, web-actions.6.by-extension.4, errors.6.8, errors.6.9}', async () => {
    await put('shown', nodejs('function main({ as }) { return JSON.parse(as) }'));
    const show = async (extension: string, as: object, headers = {}) => {
      const answer = await call(`default/shown${extension}?as=${encodeURIComponent(JSON.stringify(as))}`, { headers });
      const type = answer.headers.get('content-type');
      return [answer.status, type, type === JSON_TYPE ? await answer.json() : await answer.text()];
    };
    const refused = (status: number, error: string) => [status, JSON_TYPE, { error, code: expect.any(String) }];
    expect(await show('.json', { a: [1] })).toEqual([200, JSON_TYPE, { a: [1] }]);
    expect(await show('.html', { html: '<p/>' })).toEqual([200, 'text/html; charset=UTF-8', '<p/>']);
    expect(await show('.html', { a: 1 })).toEqual(refused(400, "Response is not valid 'text/html'."));
    expect(await show('.svg', { body: '<svg/>' })).toEqual([200, 'image/svg+xml', '<svg/>']);
    expect(await show('.svg', {})).toEqual(refused(400, "Response is not valid 'image/svg+xml'."));
    expect(await show('.text', { text: { a: 1 } })).toEqual([200, 'text/plain; charset=UTF-8', '{\n  "a": 1\n}']);
    expect(await show('.text', { a: 1 })).toEqual(refused(404, 'Response does not include requested property.'));
    expect(await show('.json', { error: 'plain' })).toEqual(refused(400, "Response is not valid 'application/json'."));
    expect(await show('', { body: 'x' }, { accept: 'application/json' })).toEqual(
      refused(406, 'Resource representation is only available with these types:\ntext/html; charset=UTF-8'),
    );
  });

  it('do not tell why they broke {web-actions.6.3, errors.6.7}', async () => {
    await put('broken', nodejs('function main() { throw new Error("secret") }'));
    const answer = await call('default/broken');
    const { error } = await jsonOf(answer);
    expect([answer.status, error]).toEqual([400, 'There was an error processing your request.']);
    expect(answer.headers.get('x-openwhisk-activation-id')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('of a namespace stand on its own host', async () => {
    await put('public', {}, 'packages');
    await put('public/index', nodejs('function main({ q }) { return { html: "home of " + q } }'));
    const at = (path: string, host = `guest.${DOMAIN}`) => ask(`${platform.apihost}${path}`, host);
    expect(await at('/?q=me')).toEqual([200, 'home of me']);
    expect(await at('/public/index.json?q=me')).toEqual([200, '{\n  "html": "home of me"\n}']);
    expect((await at('/health/live'))[0]).toBe(404);
    expect((await at('/api/v1'))[0]).toBe(404);
    for (const path of ['/v2/guest/apis', '/api/guest/x'])
      expect(await at(path)).toEqual([404, expect.stringContaining('The requested resource does not exist.')]);
    expect((await at('/api/v1', DOMAIN))[0]).toBe(200);
  });

  it('are spared bodies of more than a megabyte whose length nobody told {web-actions.2.6}', async () => {
    await put('size', nodejs('function main({ __ow_body }) { return { body: { size: __ow_body.length } } }'));
    expect(await sendChunked(url('default/size'), 1024)).toBe(200);
    expect(await sendChunked(url('default/size'), 2 * 1024 * 1024)).toBe(413);
    expect((await call('default/size', { method: 'POST', body: 'x' })).status).toBe(200);
  });
});

describe('web actions that take their time', () => {
  it('are not waited for without end; their record tells how they ended {web-actions.2.11, web-actions.6.4, errors.6.6}', async () => {
    const platform = await startPlatform({ env: { WHISKER_BLOCKING_WAIT: '300' } });
    try {
      const api = apiClient(platform);
      const code = 'function main() { return new Promise((ok) => setTimeout(ok, 1500, { body: "late" })) }';
      await api('PUT', '/actions/late', nodejs(code));
      const answer = await api('GET', '//api/v1/web/guest/default/late');
      const id = answer.headers.get('x-openwhisk-activation-id') as string;
      expect([answer.status, answer.json]).toEqual([
        202,
        { error: 'Response not yet ready.', code: expect.anything() },
      ]);
      const record = await until(
        () => api('GET', `/activations/${id}`),
        ({ status }) => status === 200,
      );
      expect(record.json).toMatchObject({ response: { success: true, result: { body: 'late' } } });
    } finally {
      await platform.stop();
      removeFolder(platform.dataFolder);
    }
  });
});

const JSON_TYPE = 'application/json';

const corsOf = ({ headers }: Response) =>
  ['origin', 'methods', 'headers'].map((what) => headers.get(`access-control-allow-${what}`));

/** A GET with a `Host` of its own. @returns status and content */
function ask(target: string, host: string): Promise<[number | undefined, string]> {
  return new Promise((resolve, reject) => {
    request(target, { headers: { host }, agent: false }, (answer) => {
      text(answer).then((content) => resolve([answer.statusCode, content]), reject);
    })
      .once('error', reject)
      .end();
  });
}

/** @returns the status */
function sendChunked(target: string, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      target,
      { method: 'POST', headers: { 'content-type': 'text/plain' }, agent: false },
      (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', () => resolve(answer.statusCode ?? 0));
      },
    );
    outgoing.once('error', reject);
    for (let left = bytes; left > 0; left -= 65_536) outgoing.write('x'.repeat(Math.min(left, 65_536)));
    outgoing.end();
  });
}
