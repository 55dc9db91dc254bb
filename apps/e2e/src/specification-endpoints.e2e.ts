import { until, type ApiClient } from './api';
import { bound, build, ECHO, filledPlatform, rule, source } from './specification/stage';

describe('the specification', () => {
  let stop: () => Promise<void>;
  let api: ApiClient;
  let other: ApiClient;

  beforeAll(async () => ({ api, other, stop } = await filledPlatform()));
  afterAll(() => stop());

  describe('of the endpoints', () => {
    const entity = { namespace: 'guest', version: '0.0.1', publish: false, updated: expect.any(Number) };

    it('tells what the platform is {rest-api.5.1}', async () => {
      const { status, json } = await api('GET', '//', undefined, { authorization: '' });
      expect(status).toBe(200);
      expect(json).toMatchObject({
        description: 'OpenWhisk',
        support: { github: expect.any(String), slack: expect.any(String) },
        api_paths: ['/api/v1'],
        limits: { sequence_length: 50, max_action_duration: 300_000, max_action_memory: 536_870_912 },
      });
      const [nodejs] = json.runtimes.nodejs;
      expect(Object.keys(nodejs).sort()).toEqual(['attached', 'default', 'deprecated', 'image', 'kind', 'requireMain']);
    });

    it('keeps an idle connection for 70 s, and says so {limits.5.2}', async () => {
      const { headers } = await api('GET', '//api/v1');
      expect(headers.get('keep-alive')).toBe('timeout=70');
    });

    it('tells what the API is {rest-api.5.2}', async () => {
      expect((await api('GET', '//api/v1', undefined, { authorization: '' })).json).toEqual({
        description: 'OpenWhisk API',
        api_version: '1.0.0',
        api_version_path: 'v1',
        build: expect.any(String),
        buildno: expect.any(String),
        swagger_paths: { ui: '/docs', 'api-docs': '/api-docs' },
      });
    });

    it('describes both in Swagger 2.0 and as pages {rest-api.5.3}', async () => {
      for (const path of ['//api/v1/api-docs', '//api-docs'])
        expect((await api('GET', path)).json).toMatchObject({ swagger: '2.0', paths: expect.any(Object) });
      for (const path of ['//docs', '//api/v1/docs'])
        expect((await api('GET', path)).headers.get('content-type')).toMatch(/^text\/html/);
    });

    it('answers a ping {rest-api.5.4}', async () => {
      const { status, text } = await api('GET', '//ping', undefined, { authorization: '' });
      expect([status, text]).toEqual([200, 'pong']);
    });

    it('tells of its invokers and of what runs {rest-api.5.5}', async () => {
      const [name = ''] = Object.keys((await api('GET', '//invokers')).json);
      expect(name).toMatch(/^invoker0\//);
      expect((await api('GET', '//invokers')).json[name]).toBe('up');
      expect((await api('GET', '//invokers/healthy/count')).json).toBe(1);
      expect((await api('GET', '//invokers/ready')).json).toEqual({ healthy: '1/1' });
      expect((await api('GET', '//activation/count')).json).toBe(0);
      expect((await api('GET', '//activation')).json).toEqual({ activations: 0 });
    });

    it('lists the one namespace of a key {rest-api.5.8}', async () => {
      expect((await api('GET', '//api/v1/namespaces')).json).toEqual(['guest']);
      expect((await other('GET', '//api/v1/namespaces')).json).toEqual(['other']);
      expect((await api('GET', '')).status).toBe(404);
    });

    it('tells the limits of a namespace {rest-api.5.9}', async () => {
      expect((await api('GET', '/limits')).json).toMatchObject({
        minActionMemory: 128,
        maxActionMemory: 512,
        minActionTimeout: 100,
        maxActionTimeout: 300_000,
        maxActionConcurrency: 1,
        maxParameterSize: '1048576 B',
        maxActionInstances: expect.any(Number),
      });
    });

    it('lists every collection, with and without a slash at the end {rest-api.5.10}', async () => {
      for (const collection of ['actions', 'packages', 'triggers', 'rules', 'activations']) {
        const { status, json } = await api('GET', `/${collection}`);
        expect([collection, status, Array.isArray(json)]).toEqual([collection, 200, true]);
        expect((await api('GET', `/${collection}/`)).status).toBe(200);
      }
    });

    it.each([
      ['actions', ECHO],
      ['packages', {}],
      ['triggers', {}],
      ['rules', rule],
    ])('answers PUT, GET and DELETE of %s with the whole entity {rest-api.5.11}', async (collection, body) => {
      const path = `/${collection}/whole`;
      const put = await api('PUT', path, body);
      const get = await api('GET', path);
      const gone = await api('DELETE', path);
      expect([put.status, get.status, gone.status]).toEqual([200, 200, 200]);
      for (const { json } of [put, get, gone]) expect(json).toMatchObject({ ...entity, name: 'whole' });
      expect((await api('GET', path)).status).toBe(404);
    });

    it('invokes an action {rest-api.5.12, rest-api.6.invoke-post.1, rest-api.6.invoke-post.4}', async () => {
      const { status, json, headers } = await api('POST', '/actions/a', { n: 1 });
      expect([status, json]).toEqual([202, { activationId: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
      expect(headers.get('x-openwhisk-activation-id')).toBe(json.activationId);
      expect((await api('POST', '/actions/a?blocking=true')).status).toBe(200);
    });

    it('lists the actions of a package and of a binding {rest-api.5.13}', async () => {
      for (const [path, pkg] of [
        ['/actions/p/', 'p'],
        ['/actions/bound/', 'p'],
      ])
        expect((await api('GET', path as string)).json).toMatchObject([{ namespace: `guest/${pkg}`, name: 'a' }]);
    });

    it('has actions in packages {rest-api.5.14}', async () => {
      const path = '/actions/q/whole';
      const namespace = 'guest/q';
      expect((await api('PUT', path, ECHO)).json).toMatchObject({ namespace, name: 'whole' });
      expect((await api('GET', path)).json).toMatchObject({ namespace, name: 'whole' });
      expect((await api('POST', `${path}?blocking=true&result=true`, { a: 1 })).json).toEqual({ a: 1 });
      expect((await api('DELETE', path)).json).toMatchObject({ namespace, name: 'whole' });
    });

    it('fires a trigger {rest-api.5.15}', async () => {
      const fired = await api('POST', '/triggers/t', { a: 1 });
      expect([fired.status, fired.headers.get('x-openwhisk-activation-id')]).toEqual([202, fired.json.activationId]);
      const idle = await api('POST', '/triggers/idle', { a: 1 });
      expect([idle.status, idle.text]).toEqual([204, '']);
    });

    it('sets the state of a rule {rest-api.5.16}', async () => {
      for (const status of ['inactive', 'inactive', 'active']) {
        const answer = await api('POST', '/rules/r', { status });
        expect([answer.status, answer.text]).toEqual([200, 'OK']);
        expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
        expect((await api('GET', '/rules/r')).json.status).toBe(status);
      }
    });

    it('shows records whole and in part {rest-api.5.17, rest-api.10.record-extended.1, rest-api.10.record-extended.2, rest-api.10.record-extended.3}', async () => {
      const { activationId } = (await api('POST', '/actions/a?blocking=true', { n: 1 })).json;
      const record = await api('GET', `/activations/${activationId}`);
      const response = { status: 'success', success: true, result: { n: 1 }, size: 7 };
      expect(record.json).toMatchObject({ namespace: 'guest', name: 'a', activationId, response, logs: [] });
      expect((await api('GET', `/activations/${activationId}/`)).status).toBe(200);
      expect((await api('GET', `/activations/${activationId}/result`)).json).toEqual(response);
      expect((await api('GET', `/activations/${activationId}/logs`)).json).toEqual({ logs: [] });
      expect((await api('GET', '/activations?name=a&limit=1')).json).toMatchObject([{ activationId, statusCode: 0 }]);
      expect((await other('GET', `/activations/${activationId}`)).status).toBe(404);
    });
  });

  describe('of invoking', () => {
    const call = (name: string, query = '', body: unknown = {}) =>
      api('POST', `/actions/${name}?blocking=true${query}`, body);

    it('answers with the result only if asked to {rest-api.6.invoke-post.2, rest-api.6.invoke-post.5}', async () => {
      const whole = await call('a', '', { n: 1 });
      expect([whole.status, whole.json.response.result]).toEqual([200, { n: 1 }]);
      expect(whole.json).toMatchObject({ activationId: expect.any(String), logs: [], publish: false });
      const bare = await call('a', '&result=true', { n: 1 });
      expect([bare.status, bare.json]).toEqual([200, { n: 1 }]);
      const unwaited = await api('POST', '/actions/a?result=true', { n: 1 });
      expect(unwaited.status).toBe(202);
    });

    it('stops waiting after the time asked for {rest-api.6.invoke-post.3, rest-api.6.invoke-post.4}', async () => {
      await build(api, [
        ['/actions/slow', source('const main = () => new Promise((done) => setTimeout(done, 1500, {}))')],
      ]);
      const { status, json } = await call('slow', '&timeout=100');
      expect([status, Object.keys(json)]).toEqual([202, ['activationId']]);
      const record = await until(
        () => api('GET', `/activations/${json.activationId}`),
        (answer) => answer.status === 200,
      );
      expect(record.json.response.success).toBe(true);
      await api('DELETE', '/actions/slow');
    });

    it('answers 502 to an application error, with its error alone {rest-api.6.invoke-post.6, errors.7.7, runtime-contract.1.answers.9, runtime-contract.9.2}', async () => {
      const whole = await call('fails');
      const response = { status: 'application error', success: false, result: { error: 'no' }, size: 23 };
      expect([whole.status, whole.json.response]).toEqual([502, response]);
      const bare = await call('fails', '&result=true');
      expect([bare.status, bare.json]).toEqual([502, { error: 'no' }]);
      const [listed] = (await api('GET', '/activations?name=fails&limit=1')).json;
      expect(listed.statusCode).toBe(1);
    });

    it('answers 502 to a developer error {rest-api.6.invoke-post.7, errors.7.6, runtime-contract.1.answers.13, runtime-contract.9.3}', async () => {
      const { status, json } = await call('throws');
      expect([status, json.response.status]).toEqual([502, 'action developer error']);
      expect(json.response.result).toEqual({ error: 'An error has occurred: Error: boom' });
      const bare = await call('throws', '&result=true');
      expect([bare.status, bare.json]).toEqual([502, { error: 'An error has occurred: Error: boom' }]);
    });

    it('answers with a bare array, whatever was asked for {rest-api.6.invoke-post.9, runtime-contract.1.answers.10}', async () => {
      for (const query of ['', '&result=true']) {
        const { status, json, headers } = await call('list', query);
        expect([status, json]).toEqual([200, [1, { a: 2 }]]);
        const { response } = (await api('GET', `/activations/${headers.get('x-openwhisk-activation-id')}`)).json;
        expect(response).toMatchObject({ status: 'success', result: [1, { a: 2 }] });
      }
    });

    it('tells of a success {runtime-contract.1.answers.8, runtime-contract.9.1}', async () => {
      const { json } = await call('a', '', { b: [1] });
      expect(json.response).toEqual({ status: 'success', success: true, result: { b: [1] }, size: 9 });
    });
  });

  it('knows packages of others that are shared', async () => {
    await build(api, [['/packages/theirs', bound('other', 'shared')]]);
    expect((await api('POST', '/actions/theirs/a?blocking=true&result=true', {})).json).toEqual({ from: 'other' });
    expect((await api('GET', '//api/v1/namespaces/other/packages')).json).toMatchObject([{ name: 'shared' }]);
  });
});
