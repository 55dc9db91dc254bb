import { refuse } from '@whisker/entities';
import { aBinding, anAction, anIdentity, aPackage } from '@whisker/testing';
import type { Answered } from '../testing/api-under-test';
import { CORS, corsOf, refusalText, RUN_ID, toList, WEB, WebActionUnderTest } from '../testing/web-action-under-test';

const MISSING = 'The requested resource does not exist.';

let web: WebActionUnderTest;
beforeEach(async () => {
  web = await new WebActionUnderTest().start();
});
afterEach(() => web.api.stop());

const expectRefusal = (answer: Answered, status: number, error: string) => {
  expect(answer).toMatchObject({ status, headers: { 'content-type': 'application/json' } });
  expect(answer.text).toBe(refusalText(answer, error));
};

describe('a web action', () => {
  it.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH'])(
    'answers %s without credentials {web-actions.4.1, web-actions.4.2, web-actions.4.3, web-actions.5.1, web-actions.5.3}',
    async (method) => {
      await web.given();
      const answer = await web.ask(method, `${WEB}.html/x%20y?q=1`);
      expect(answer).toMatchObject({
        status: 200,
        text: 'hello',
        headers: { 'content-type': 'text/html; charset=UTF-8' },
      });
      expect(answer.headers).toMatchObject({ 'x-openwhisk-activation-id': RUN_ID, 'content-length': '5', ...CORS });
      expect(web.argumentsOf()).toMatchObject({ __ow_method: method.toLowerCase(), __ow_path: '/x%20y', q: '1' });
      expect(web.api.calls).toMatchObject([{ caller: web.api.caller, blocking: true, waitMs: 60_000 }]);
    },
  );

  it('answers HEAD like GET, without a body {web-actions.5.1}', async () => {
    await web.given();
    const answer = await web.ask('HEAD');
    expect(answer).toMatchObject({
      status: 200,
      text: '',
      headers: { 'content-length': '5', 'x-openwhisk-activation-id': RUN_ID },
    });
    expect(web.argumentsOf()).toMatchObject({ __ow_method: 'head' });
  });

  it('answers with its own status, headers, cookies and bytes {web-actions.6.by-extension.5, web-actions.6.http-default.4}', async () => {
    await web.given();
    const cookies = ['a=b; Path=/', 'c=d'];
    web.ends({
      statusCode: 418,
      headers: { 'Set-Cookie': cookies, 'Content-Type': 'image/png', 'X-Own': 'é' },
      body: 'AAH/',
    });
    const answer = await web.ask();
    expect(answer).toMatchObject({
      status: 418,
      headers: { 'set-cookie': cookies, 'content-type': 'image/png', 'x-own': 'é' },
    });
    expect(answer.bytes).toEqual(Buffer.from([0, 1, 255]));
  });

  it.each([
    [{}, 204, undefined],
    [{ statusCode: 304 }, 304, undefined],
    [{ statusCode: 302, headers: { location: '/x' } }, 302, '0'],
  ])(
    'answers %j with an empty body, whatever is accepted {web-actions.6.http-default.1}',
    async (result, status, length) => {
      await web.given();
      web.ends(result);
      const answer = await web.ask('GET', WEB, { headers: { accept: 'image/png' } });
      expect(answer).toMatchObject({ status, text: '', headers: CORS });
      expect([answer.headers['content-length'], answer.headers['content-type']]).toEqual([length, undefined]);
    },
  );

  it('adds its headers to those of the platform', async () => {
    await web.given();
    web.ends({ headers: { 'access-control-allow-origin': 'http://me', 'x-request-id': 'mine' } });
    const { headers } = await web.ask('GET', WEB, { headers: { 'x-request-id': 'yours' } });
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*, http://me', 'x-request-id': 'yours' });
  });

  it('is found under other names: a packaged one, one of a binding {web-actions.2.3}', async () => {
    const annotations = toList({ 'web-export': true });
    await web.api.entities.seed(
      aPackage('guest/p', { parameters: [{ key: 'x', value: 1 }] }),
      aBinding('guest/b', 'guest/p', { parameters: [{ key: 'x', value: 2 }] }),
      anAction('guest/p/a', { annotations }),
    );
    for (const pkg of ['p', 'b']) expect((await web.ask('GET', `/api/v1/web/guest/${pkg}/a`)).status).toBe(200);
    const values = web.api.calls.map(({ action }) => action.action.parameters);
    expect(values).toEqual([[{ key: 'x', value: 1 }], [{ key: 'x', value: 2 }]]);
  });
});

describe('OPTIONS', () => {
  it('is answered by the platform, also of secured actions {web-actions.2.7, web-actions.4.3}', async () => {
    await web.given({ 'require-whisk-auth': true });
    const answer = await web.ask('OPTIONS');
    expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-length': '0', ...CORS } });
    expect([answer.headers['content-type'], answer.headers['x-openwhisk-activation-id'], web.api.calls]).toEqual([
      undefined,
      undefined,
      [],
    ]);
    const asking = await web.ask('OPTIONS', WEB, { headers: { 'access-control-request-headers': 'x-a, x-b' } });
    expect(asking.headers['access-control-allow-headers']).toBe('x-a, x-b');
  });

  it('is answered by the action, if it says so; then all its answers have its own headers only {web-actions.3.4}', async () => {
    await web.given({ 'web-custom-options': true, 'require-whisk-auth': true });
    const answer = await web.ask('OPTIONS');
    expect([answer.status, answer.text, corsOf(answer)]).toEqual([200, 'hello', {}]);
    expect(web.argumentsOf()).toMatchObject({ __ow_method: 'options' });
    const refused = await web.ask('GET');
    expect([refused.status, corsOf(refused)]).toEqual([401, {}]);
  });

  it('of no web action is missing, of no route is the one of the API', async () => {
    expectRefusal(await web.ask('OPTIONS'), 404, MISSING);
    expect(await web.ask('OPTIONS', '/api/v1/web/guest/a')).toMatchObject({ status: 200, text: 'OK' });
  });
});

describe('bodies', () => {
  const type = (contentType: string) => ({ headers: { 'content-type': contentType } });

  it('become arguments {web-actions.5.6, web-actions.5.9, web-actions.5.10}', async () => {
    await web.given();
    await web.ask('POST', WEB, { body: { a: 1 } });
    await web.ask('POST', WEB, { body: 'a=b', ...type('application/x-www-form-urlencoded') });
    await web.ask('POST', WEB, { body: 'hello', ...type('text/plain'), chunked: true });
    const [json, form, text] = [0, 1, 2].map((call) => web.argumentsOf(call));
    expect([json?.['a'], form?.['a'], text?.['__ow_body']]).toEqual([1, 'b', 'hello']);
  });

  it('are given as they are to actions that want them raw {web-actions.3.2}', async () => {
    await web.given({ 'raw-http': true, final: true }, { parameters: [{ key: 'a', value: 1 }] });
    await web.ask('POST', `${WEB}?a=%20`, { body: '{', ...type('application/json') });
    expect(web.argumentsOf()).toMatchObject({ __ow_query: 'a=+', __ow_body: 'ew==' });
  });

  it('that are no JSON are refused as the API does it {web-actions.2.9, web-actions.5.8}', async () => {
    await web.given();
    const answer = await web.ask('POST', WEB, { body: '{', ...type('application/json') });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^The request content was malformed:\n/) },
    });
    expect([answer.text.includes('\n'), corsOf(answer)]).toEqual([false, {}]);
  });

  it('of a charset nobody knows are refused {errors.6.5}', async () => {
    await web.given();
    const answer = await web.ask('POST', WEB, { body: 'x', ...type('text/plain; charset=klingon') });
    expectRefusal(answer, 400, "Content type 'text/plain; charset=klingon' is not supported.");
    expect(web.api.calls).toEqual([]);
  });

  it('must not set what is not theirs {web-actions.2.10, web-actions.3.3, errors.6.4}', async () => {
    await web.given({ final: true }, { parameters: [{ key: 'p', value: 1 }] });
    const text = 'Request defines parameters that are not allowed (e.g., reserved properties).';
    for (const path of [`${WEB}?p=2`, `${WEB}?__ow_user=x`]) {
      const answer = await web.ask('GET', path);
      expectRefusal(answer, 400, text);
      expect(answer.headers).toMatchObject(CORS);
    }
  });

  it('have 1 MiB at most, announced or not {web-actions.2.6}', async () => {
    await web.given();
    const fits = await web.ask('POST', WEB, { body: 'x'.repeat(1_048_576), ...type('text/plain') });
    expect([fits.status, (web.argumentsOf()['__ow_body'] as string).length]).toEqual([200, 1_048_576]);
    const body = 'x'.repeat(1_048_577);
    const announced = await web.ask('POST', WEB, { body, ...type('text/plain') });
    expectRefusal(announced, 413, 'Request larger than allowed: 1048577 > 1048576 bytes.');
    expect(corsOf(announced)).toEqual({});
    const arrived = await web.ask('POST', WEB, { body, ...type('text/plain'), chunked: true });
    expectRefusal(arrived, 413, 'Request larger than allowed: 1048577 > 1048576 bytes.');
    expect(web.api.calls).toHaveLength(1);
  });

  it('are limited by the namespace if it has a limit of its own', async () => {
    await web.given();
    web.api.owners.set('guest', anIdentity('guest', { maxPayloadSize: 2 }));
    const answer = await web.ask('POST', WEB, { body: 'xxx', ...type('text/plain') });
    expectRefusal(answer, 413, 'Request larger than allowed: 3 > 2 bytes.');
  });
});

describe('runs that do not end well', () => {
  it('are not waited for without end {web-actions.2.11, web-actions.6.4, errors.6.6}', async () => {
    await web.given();
    web.api.outcome = async () => ({ type: 'accepted', activationId: RUN_ID });
    const answer = await web.ask();
    expectRefusal(answer, 202, 'Response not yet ready.');
    expect(answer.headers).toMatchObject({ 'x-openwhisk-activation-id': RUN_ID, ...CORS });
  });

  it('are told of by their id only {web-actions.6.3, errors.6.7}', async () => {
    await web.given();
    for (const code of [2, 3] as const) {
      web.ends({ error: 'secret' }, code);
      const answer = await web.ask();
      expectRefusal(answer, 400, 'There was an error processing your request.');
      expect(answer.headers).toMatchObject({ 'x-openwhisk-activation-id': RUN_ID, ...CORS });
    }
  });

  it('are refused if their result cannot be shown {errors.6.8, errors.6.9}', async () => {
    await web.given();
    web.ends({ headers: { 'x-a': 'b\r\nc: d' } });
    expectRefusal(await web.ask(), 400, "Response is not valid 'message/http'.");
    web.ends([1]);
    expectRefusal(await web.ask(), 400, "Response is not valid 'message/http'.");
    web.ends({ a: 1 });
    expectRefusal(await web.ask('GET', `${WEB}.text`), 404, 'Response does not include requested property.');
  });

  it('or whose type the client does not take: as the API does it, after the run', async () => {
    await web.given();
    const answer = await web.ask('GET', WEB, { headers: { accept: 'application/json' } });
    const error = 'Resource representation is only available with these types:\ntext/html; charset=UTF-8';
    expect(answer).toMatchObject({ status: 406, body: { error } });
    expect([corsOf(answer), answer.headers['x-openwhisk-activation-id']]).toEqual([{}, undefined]);
    expect(web.api.calls).toHaveLength(1);
  });

  it('or find a full platform, or a broken one', async () => {
    await web.given();
    web.api.outcome = () => Promise.reject(refuse.unavailable());
    expect(await web.ask()).toMatchObject({ status: 503, headers: { 'retry-after': '1', ...CORS } });
    web.api.outcome = () => Promise.reject(new TypeError('secret'));
    const answer = await web.ask();
    expectRefusal(answer, 500, 'There was an internal server error.');
    expect([corsOf(answer), web.api.faults]).toEqual([CORS, [expect.any(TypeError)]]);
  });
});
