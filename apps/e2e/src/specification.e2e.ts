import { apiClient, type ApiAnswer, type ApiClient } from './api';
import { overwriteDocument, readDocument } from './contract/data-folder';
import { freshFolder, removeFolder, startPlatform } from './platform';
import { actions } from './specification/actions';
import { namesAndLists } from './specification/names-and-lists';
import { others } from './specification/others';
import { requestsIn, type RefusedRequest } from './specification/refused-request';
import { routing } from './specification/routing';
import { bound, build, ECHO, filledPlatform, platformForTwo } from './specification/stage';

describe('the specification', () => {
  let stop: () => Promise<void>;
  let api: ApiClient;
  let other: ApiClient;

  beforeAll(async () => ({ api, other, stop } = await filledPlatform()));
  afterAll(() => stop());

  const refuses = ({ error }: RefusedRequest, { status, json, headers }: ApiAnswer) => {
    expect(json.error).toEqual(typeof error === 'string' ? error : expect.stringMatching(error));
    expect(json).toEqual({ error: expect.any(String), code: headers.get('x-request-id') });
    return status;
  };

  const check = async (it: RefusedRequest) => {
    const [method, path, body] = it.request;
    expect(refuses(it, await api(method, path, body, it.headers))).toBe(it.status);
  };

  describe('of routing', () => {
    it.each(requestsIn(routing))('refuses $title {$rows}', check);

    it('knows the verbs of HTTP {errors.2.5}', async () => {
      const answer = await api('TRASH', '/actions');
      expect([answer.status, answer.text]).toEqual([501, 'Unsupported HTTP method']);
    });

    it('reads no body above 50 MB {errors.2.10}', async () => {
      const answer = await api('PUT', '/actions/new', `"${'x'.repeat(50 * 1024 * 1024)}"`);
      expect(answer.status).toBe(413);
      expect(answer.json.error).toMatch(/^The request content was malformed:\n.*size/);
    });
  });

  describe('of names and lists', () => {
    it.each(requestsIn(namesAndLists))('refuses $title {$rows}', check);

    it('pages lists {rest-api.4.1, rest-api.4.2, rest-api.4.3}', async () => {
      const names = async (query: string) =>
        ((await api('GET', `/actions${query}`)).json as { name: string }[]).map(({ name }) => name);
      const all = await names('');
      expect(all).toHaveLength(9);
      expect(await names('?limit=0')).toEqual(all);
      expect(await names('?limit=2&skip=3')).toEqual(all.slice(3, 5));
      expect(await names('?skip=9')).toEqual([]);
      expect((await api('GET', '/actions?count=true&limit=1')).json).toEqual({ actions: 9 });
      expect((await api('GET', '/actions?count=true&skip=7')).json).toEqual({ actions: 2 });
      expect((await api('GET', '/actions?count=true&skip=10')).json).toEqual({ actions: 0 });
    });

    it('lists thirty unless told otherwise, and at most two hundred {rest-api.4.1}', async () => {
      for (let i = 0; i < 202; i += 1) await other('PUT', `/triggers/t${i}`, {});
      expect((await other('GET', '/triggers')).json).toHaveLength(30);
      expect((await other('GET', '/triggers?limit=0')).json).toHaveLength(200);
      expect((await other('GET', '/triggers?limit=200')).json[0].name).toBe('t201');
    });
  });

  describe('of actions', () => {
    it.each(requestsIn(actions))('refuses $title {$rows}', check);

    it('resolves the default of a family and finds binary code {rest-api.6.put-body.1}', async () => {
      const { json } = await api('PUT', '/actions/kept', {
        exec: {
          kind: 'nodejs:default',
          code: Buffer.from('no zip, but bytes').toString('base64'),
          main: 'f',
          binary: false,
        },
      });
      expect(json.exec).toMatchObject({ kind: expect.stringMatching(/^nodejs:\d+$/), main: 'f', binary: true });
      expect(json.annotations).toContainEqual({ key: 'exec', value: json.exec.kind });
      await api('DELETE', '/actions/kept');
    });

    it('keeps images, with code if there is some {rest-api.6.put-body.2, runtime-contract.5.4}', async () => {
      const image = await api('PUT', '/actions/kept', { exec: { kind: 'blackbox', image: 'a/b:c' } });
      expect(image.json.exec).toEqual({ kind: 'blackbox', image: 'a/b:c', binary: false });
      const exec = { kind: 'blackbox', image: 'a/b', code: 'echo hi' };
      const coded = await api('PUT', '/actions/kept?overwrite=true', { exec });
      expect(coded.json.exec).toEqual({ ...exec, binary: false });
      const { json } = await api('PUT', '/actions/kept?overwrite=true', { exec: { ...exec, code: ' ' } });
      expect(json.exec).not.toHaveProperty('code');
      await api('DELETE', '/actions/kept');
    });

    it('keeps sequences by the full names of their components {rest-api.6.put-body.3}', async () => {
      const { json } = await api('PUT', '/actions/kept', {
        exec: { kind: 'sequence', components: ['/_/a', 'guest/p/a'] },
      });
      expect(json.exec).toEqual({ kind: 'sequence', components: ['/guest/a', '/guest/p/a'] });
      await api('DELETE', '/actions/kept');
    });
  });

  describe('of packages, triggers, rules and records', () => {
    it.each(requestsIn(others))('refuses $title {$rows}', check);

    it('leaves a binding bound that is given an empty one {rest-api.7.7}', async () => {
      const { status, json } = await api('PUT', '/packages/bound?overwrite=true', { binding: {} });
      expect([status, json.binding]).toEqual([200, { namespace: 'guest', name: 'p' }]);
    });
  });
});

describe('a platform with other limits', () => {
  it('refuses what comes too often, and too much at a time {errors.5.1, errors.5.2}', async () => {
    const { api, other, stop } = await platformForTwo(
      { LIMITS_ACTIONS_INVOKES_PERMINUTE: '0' },
      {
        invocationsPerMinute: 100,
        concurrentInvocations: 0,
      },
    );
    const often = await api('POST', '/actions/a');
    expect(often.status).toBe(429);
    expect(often.json.error).toBe('Too many requests in the last minute (count: 1, allowed: 0).');
    const many = await other('POST', '/actions/a');
    expect(many.status).toBe(429);
    expect(many.json.error).toBe('Too many concurrent requests in flight (count: 0, allowed: 0).');
    await stop();
  });

  it('refuses kinds a namespace may not use {errors.4.4}', async () => {
    const { other, stop } = await platformForTwo({}, { allowedKinds: ['python:3.11'] });
    const { status, json } = await other('PUT', '/actions/a', ECHO);
    expect(status).toBe(403);
    expect(json.error).toMatch(
      /^The supplied authentication is not authorized to access actions of kind 'nodejs:\d+'\.$/,
    );
    await stop();
  });

  it('takes no invocations once it is disabled {rest-api.5.6, rest-api.6.invoke-post.12, errors.5.3, errors.5.4, errors.1.10}', async () => {
    const { api, stop } = await platformForTwo({
      CONFIG_whisk_controller_username: 'operator',
      CONFIG_whisk_controller_password: 'secret',
    });
    await build(api, [['/actions/a', ECHO]]);
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    const wrong = await api('POST', '//disable', undefined, basic('operator:wrong'));
    expect([wrong.status, wrong.json.error]).toEqual([401, 'username or password are wrong.']);
    expect((await api('POST', '/actions/a?blocking=true')).status).toBe(200);
    expect((await api('POST', '//disable', undefined, basic('operator:secret'))).status).toBe(200);
    const { status, json } = await api('POST', '/actions/a?blocking=true');
    expect([status, json.error]).toEqual([
      503,
      'The server is currently unavailable (because it is overloaded or down for maintenance).',
    ]);
    await stop();
  });
});

describe('a data folder an older platform left', () => {
  it('may hold what cannot be read, and circles {errors.4.8, errors.4.36, rest-api.7.9}', async () => {
    const dataFolder = freshFolder();
    const before = await startPlatform({ dataFolder });
    await build(apiClient(before), [
      ['/actions/a', ECHO],
      ['/packages/circle', {}],
    ]);
    await before.stop();
    overwriteDocument(dataFolder, 'guest/a', '{"entityType":"action"}');
    const circle = JSON.parse(readDocument(dataFolder, 'guest/circle')) as object;
    overwriteDocument(dataFolder, 'guest/circle', JSON.stringify({ ...circle, ...bound('guest', 'circle') }));
    const platform = await startPlatform({ dataFolder });
    const api = apiClient(platform);
    const corrupt = await api('GET', '/actions/a');
    expect([corrupt.status, corrupt.json.error]).toEqual([500, 'Resource is corrupted and cannot be read.']);
    const circular = await api('GET', '/packages/circle');
    expect([circular.status, circular.json.error]).toEqual([
      422,
      "Package binding 'guest/circle' contains a circular reference.",
    ]);
    await platform.stop();
    removeFolder(dataFolder);
  });
});
