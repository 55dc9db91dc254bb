import { refuse, type JsonValue } from '@whisker/entities';
import { aBinding, anAction, anIdentity, aPackage, aTrigger } from '@whisker/testing';
import type { Answered } from '../testing/api-under-test';
import { CORS, corsOf, refusalText, toList, WEB, WebActionUnderTest } from '../testing/web-action-under-test';

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

describe('credentials', () => {
  it('are not needed, but make the caller known {web-actions.2.1, web-actions.5.4}', async () => {
    await web.given();
    for (const auth of [undefined, 'Bearer x', 'Basic %%%', 'Basic eDp5', '']) await web.ask('GET', WEB, { auth });
    expect(web.api.calls.map((_, call) => web.argumentsOf(call)['__ow_user'])).toEqual(Array(5).fill(undefined));
    await web.askAsOwner();
    expect(web.argumentsOf(5)).toMatchObject({ __ow_user: 'guest' });
  });

  it('cannot be claimed by a parameter', async () => {
    const parameters = toList({ __ow_user: 'somebody', __ow_method: 'mine', p: 1 });
    await web.given({ final: true }, { parameters });
    expect((await web.ask()).status).toBe(200);
    expect(web.api.calls[0]?.action.action.parameters).toEqual([{ key: 'p', value: 1 }]);
    expect(web.argumentsOf()).not.toHaveProperty('__ow_user');
  });

  it('that cannot be looked up are a fault of the platform', async () => {
    await web.given();
    web.api.authentication = () => Promise.reject(new Error('no disk'));
    expect((await web.askAsOwner()).status).toBe(500);
    expect(web.api.faults).toHaveLength(1);
    web.api.authentication = () => Promise.reject(refuse.unavailable());
    expect((await web.askAsOwner()).status).toBe(503);
    expect(web.api.calls).toEqual([]);
  });

  it.each<[JsonValue, string | undefined, boolean, number]>([
    [true, undefined, false, 401],
    [true, undefined, true, 200],
    ['secret', undefined, true, 401],
    ['secret', 'wrong', true, 401],
    ['secret', 'secret', false, 200],
    [1234, '1234', false, 200],
    [1234, '01234', false, 401],
    [false, undefined, false, 200],
    [null, undefined, true, 401],
  ])(
    'require-whisk-auth %j with the secret %s, authenticated %s: %i {web-actions.2.8, web-actions.3.5, errors.1.2, errors.6.2}',
    async (auth, secret, known, status) => {
      await web.given({ 'require-whisk-auth': auth });
      const headers: Record<string, string> = secret === undefined ? {} : { 'x-require-whisk-auth': secret };
      const answer = await (known ? web.askAsOwner('GET', WEB, { headers }) : web.ask('GET', WEB, { headers }));
      expect(answer).toMatchObject({ status, headers: CORS });
      expect(answer.headers['www-authenticate']).toBeUndefined();
      if (status === 401)
        expectRefusal(answer, 401, 'Authentication is possible but has failed or not yet been provided.');
      expect(web.api.calls).toHaveLength(status === 200 ? 1 : 0);
    },
  );
});

describe('what is not there', () => {
  it.each([
    ['of an unknown namespace', '/api/v1/web/nobody/default/a'],
    ['of the namespace _', '/api/v1/web/_/default/a'],
    ['of no such name', '/api/v1/web/guest/default/b'],
    ['of an unknown extension', `${WEB}.xml`],
    ['in no such package', '/api/v1/web/guest/p/a'],
    ['in what is no package', '/api/v1/web/guest/t/a'],
    ['that is something else', '/api/v1/web/guest/default/t'],
    ['not exported', '/api/v1/web/guest/default/private'],
    ['not exported by its package', '/api/v1/web/guest/open/private'],
    ['in a circle of bindings', '/api/v1/web/guest/circle/a'],
  ])(
    'an action %s {web-actions.2.2, web-actions.2.3, web-actions.2.4, web-actions.3.1, errors.6.1}',
    async (_, path) => {
      const annotations = toList({ 'web-export': true });
      await web.given();
      await web.api.entities.seed(
        aTrigger('guest/t'),
        anAction('guest/private', { annotations: toList({ 'web-export': 'true' }) }),
        aPackage('guest/open', { annotations }),
        anAction('guest/open/private'),
        aBinding('guest/circle', 'guest/circle'),
      );
      const answer = await web.askAsOwner('POST', path, { body: '{', headers: { 'content-type': 'application/json' } });
      expectRefusal(answer, 404, MISSING);
      expect(corsOf(answer)).toEqual({});
    },
  );

  it.each(['/api/v1/web', '/api/v1/web/guest/a', '/api/v1/web/guest/default/', '/api/v1/web/guest/default/-bad'])(
    'a route: %s',
    async (path) => {
      expect((await web.ask('GET', path)).status).toBe(401);
      expect((await web.askAsOwner('GET', path)).body).toMatchObject({
        error: 'The requested resource could not be found.',
      });
    },
  );
});

describe('rights and limits are those of the owner of the path', () => {
  it('throttles, before it looks at the request {web-actions.2.5}', async () => {
    await web.given({ 'require-whisk-auth': true });
    web.api.inFlight = 30;
    const answer = await web.ask('OPTIONS');
    expectRefusal(answer, 429, 'Too many concurrent requests in flight (count: 30, allowed: 30).');
    expect(corsOf(answer)).toEqual({});
  });

  it('counts calls', async () => {
    await web.given();
    const statuses: number[] = [];
    for (let i = 0; i < 61; i += 1) statuses.push((await web.ask()).status);
    expect([...new Set(statuses)]).toEqual([200, 429]);
    expect(statuses.at(-1)).toBe(429);
  });

  it('forbids actions of a package of others that is not published {web-actions.2.5}', async () => {
    await web.api.entities.seed(
      aPackage('other/p'),
      anAction('other/p/a', { annotations: toList({ 'web-export': true }) }),
      aBinding('guest/b', 'other/p'),
    );
    const answer = await web.ask('GET', '/api/v1/web/guest/b/a');
    expectRefusal(answer, 403, "The supplied authentication is not authorized to access 'guest/b'.");
    expect(corsOf(answer)).toEqual({});
    web.api.owners.set('other', anIdentity('other'));
    expect((await web.askAsOwner('GET', '/api/v1/web/other/p/a')).status).toBe(200);
    expect(web.api.calls).toMatchObject([{ caller: { namespace: { name: 'other' } } }]);
    expect(web.argumentsOf()).toMatchObject({ __ow_user: 'guest' });
  });
});
