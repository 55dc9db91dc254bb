import { zipSync } from 'fflate';
import openwhisk from 'openwhisk';
import { until } from './api';
import { startPlatform, removeFolder, type RunningPlatform } from './platform';

/** What the client takes and its types leave out. */
type Loose = Record<string, (options?: unknown) => Promise<never>>;

/** The published npm client, as users have it: every resource and method. */
describe('the openwhisk npm client', () => {
  let platform: RunningPlatform;
  let ow: openwhisk.Client;

  beforeAll(async () => {
    platform = await startPlatform();
    ow = openwhisk({ apihost: platform.apihost, api_key: platform.auth });
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  const call = (name: string, params: object = {}) =>
    ow.actions.invoke({ name, params, blocking: true, result: true }) as Promise<unknown>;
  const recordOf = async (activationId: string) =>
    (await until(
      () => ow.activations.get({ name: activationId }).catch(() => undefined),
      (found) => found !== undefined,
    )) as openwhisk.Activation<openwhisk.Dict>;

  describe('actions', () => {
    it('creates from source, invokes, gets and deletes {cli-and-clients.6.3, cli-and-clients.6.5, cli-and-clients.6.6}', async () => {
      const created = await ow.actions.create({
        name: 'hello',
        action: 'function main({ name }) { return { hello: name } }',
      });
      expect(created).toMatchObject({ namespace: 'guest', name: 'hello', version: '0.0.1', exec: { binary: false } });
      expect(await call('hello', { name: 'you' })).toEqual({ hello: 'you' });
      await expect(ow.actions.create({ name: 'hello', action: 'again' })).rejects.toMatchObject({ statusCode: 409 });
      expect(await ow.actions.delete({ name: 'hello' })).toMatchObject({ name: 'hello' });
      await expect(ow.actions.get({ name: 'hello' })).rejects.toMatchObject({ statusCode: 404 });
    });

    it('keeps kind, parameters, annotations, limits and version as given {cli-and-clients.6.5}', async () => {
      const created = await ow.actions.create({
        name: 'full',
        kind: 'python:default',
        action: 'def main(args):\n    return {"hello": args.get("name"), "from": args["bound"]["deep"][0]}\n',
        params: { bound: { deep: ['☃'] } },
        annotations: { description: 'says hello', final: true },
        limits: { timeout: 5000, memory: 128, logs: 1 },
        version: '1.2.3',
      });
      expect(created).toMatchObject({
        version: '1.2.3',
        exec: { kind: expect.stringMatching(/^python:3\.\d+$/) },
        parameters: [{ key: 'bound', value: { deep: ['☃'] } }],
        limits: { timeout: 5000, memory: 128, logs: 1, concurrency: 1 },
        annotations: expect.arrayContaining([
          { key: 'description', value: 'says hello' },
          { key: 'final', value: true },
        ]) as unknown,
      });
      expect(await call('full', { name: 'you' })).toEqual({ hello: 'you', from: '☃' });
    });

    it('takes code as bytes, an action as an object, and a sequence as names {cli-and-clients.6.5}', async () => {
      const zip = zipSync({
        'package.json': Buffer.from('{"name":"texts","main":"index.js"}'),
        'index.js': Buffer.from('const shout = require("shout"); exports.main = ({ text }) => ({ text: shout(text) })'),
        'node_modules/shout/index.js': Buffer.from('module.exports = (text) => text.toUpperCase() + "!"'),
      });
      await ow.actions.create({ name: 'shout', kind: 'nodejs:default', action: Buffer.from(zip) });
      await ow.actions.create({
        name: 'trim',
        action: {
          exec: { kind: 'nodejs:default', code: 'exports.go = ({ text }) => ({ text: text.trim() })', main: 'go' },
        },
      });
      const sequence = { name: 'both', sequence: ['/guest/trim', '/_/shout'] };
      expect(await (ow.actions as unknown as Loose)['create']?.(sequence)).toMatchObject({
        exec: { kind: 'sequence', components: ['/guest/trim', '/guest/shout'] },
      });
      expect(await call('both', { text: ' hi ' })).toEqual({ text: 'HI!' });
    });

    it('updates, also while warm, and without code {cli-and-clients.6.3}', async () => {
      await ow.actions.update({ name: 'changing', action: 'function main({ by }) { return { version: 1, by } }' });
      expect(await call('changing')).toEqual({ version: 1 });
      const action = 'function main({ by }) { return { version: 2, by } }';
      expect(await ow.actions.update({ name: 'changing', action })).toMatchObject({ version: '0.0.2' });
      expect(await call('changing')).toEqual({ version: 2 });
      expect(await ow.actions.update({ name: 'changing', params: { by: 'me' } })).toMatchObject({ version: '0.0.3' });
      expect(await call('changing')).toEqual({ version: 2, by: 'me' });
    });

    it('gets with and without code, and several at once {cli-and-clients.6.2}', async () => {
      const get = (ow.actions as unknown as Loose)['get'] as (options: unknown) => Promise<openwhisk.Action>;
      expect((await ow.actions.get('trim')).exec).toMatchObject({ code: expect.stringContaining('trim()') as string });
      expect((await get.call(ow.actions, { name: 'trim', code: false })).exec).toEqual({
        kind: 'nodejs:20',
        binary: false,
        main: 'go',
      });
      const several = await ow.actions.get(['trim', { name: '/guest/shout' }]);
      expect(several.map(({ name }) => name)).toEqual(['trim', 'shout']);
    });

    it('lists in pages, and counts {cli-and-clients.6.1}', async () => {
      const all = await ow.actions.list({ limit: 200 });
      expect(all.map(({ name }) => name).sort()).toEqual(['both', 'changing', 'full', 'shout', 'trim']);
      const pages = await Promise.all([0, 1, 2].map((page) => ow.actions.list({ limit: 2, skip: 2 * page })));
      expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
      expect(pages.flat()).toEqual(all);
      expect(await ow.actions.list({ count: true })).toEqual({ actions: 5 });
    });

    it('invokes without waiting, by a full name, and several at once {cli-and-clients.6.6}', async () => {
      const accepted = await ow.actions.invoke([{ name: '/guest/trim', params: { text: ' a' } }, { name: 'shout' }]);
      expect(accepted).toEqual([1, 2].map(() => ({ activationId: expect.stringMatching(/^[0-9a-f]{32}$/) as string })));
      expect(await recordOf(accepted[0]?.activationId ?? '')).toMatchObject({ response: { result: { text: 'a' } } });
      expect(await ow.actions.invoke('shout')).toEqual({ activationId: expect.any(String) as string });
    });

    it('waits for the record, or for the result alone {cli-and-clients.6.6}', async () => {
      const record = await ow.actions.invoke({ name: 'trim', params: { text: ' a ' }, blocking: true });
      expect(record).toMatchObject({
        namespace: 'guest',
        name: 'trim',
        activationId: expect.any(String) as string,
        response: { status: 'success', success: true, result: { text: 'a' } },
      });
      expect(await call('trim', { text: ' a ' })).toEqual({ text: 'a' });
    });

    it('deletes several at once {cli-and-clients.6.4}', async () => {
      const deleted = await ow.actions.delete(['both', 'full', { name: 'changing' }]);
      expect(deleted.map(({ name }) => name)).toEqual(['both', 'full', 'changing']);
      expect(await ow.actions.list()).toHaveLength(2);
    });
  });

  describe('activations', () => {
    it('reads record, result and logs {cli-and-clients.6.11}', async () => {
      await ow.actions.update({
        name: 'logging',
        action: 'function main() { console.log("out"); console.error("err"); return { done: true } }',
      });
      const { activationId } = await ow.actions.invoke({ name: 'logging' });
      expect(await recordOf(activationId)).toMatchObject({
        activationId,
        name: 'logging',
        response: { success: true, status: 'success', result: { done: true } },
      });
      expect(await ow.activations.get(activationId)).toMatchObject({ activationId });
      expect(await ow.activations.result({ name: activationId })).toMatchObject({
        result: { done: true },
        success: true,
        status: 'success',
      });
      const { logs } = (await ow.activations.logs({ name: activationId })) as { logs: string[] };
      expect(logs).toEqual([
        expect.stringMatching(/^\d{4}-.*Z +stdout: out$/),
        expect.stringMatching(/^\d{4}-.*Z +stderr: err$/),
      ]);
    });

    it('lists by name, time and page, short and full {cli-and-clients.6.1}', async () => {
      const ids: string[] = [];
      for (const i of [0, 1, 2])
        ids.unshift((await ow.actions.invoke({ name: 'logging', params: { i } })).activationId);
      const records = await Promise.all(ids.map(recordOf));
      const list = (options: object) => ow.activations.list({ name: 'logging', ...options });
      expect((await list({ limit: 3 })).map(({ activationId }) => activationId)).toEqual(ids);
      expect((await list({ limit: 1, skip: 1 })).map(({ activationId }) => activationId)).toEqual([ids[1]]);
      const [full] = (await list({ limit: 1, docs: true })) as openwhisk.Activation<openwhisk.Dict>[];
      expect(full).toMatchObject({
        response: { result: { done: true } },
        logs: [expect.any(String), expect.any(String)],
      });
      const [newest, , oldest] = records.map(({ start }) => start);
      expect(await list({ since: newest })).toMatchObject(records.filter(({ start }) => start === newest).map(idOf));
      expect(await list({ since: oldest, upto: newest })).toHaveLength(3);
      expect(await list({ count: true })).toEqual({ activations: 4 });
    });

    it('tells that an id is not known', async () => {
      await expect(ow.activations.get('0'.repeat(32))).rejects.toMatchObject({ statusCode: 404 });
      expect(() => ow.activations.get({ name: '' })).toThrow('Missing mandatory activation parameter');
    });
  });

  describe('packages', () => {
    it('creates, gets, updates, lists and deletes {cli-and-clients.6.10, cli-and-clients.6.1, cli-and-clients.6.4}', async () => {
      const parameters = [
        { key: 'a', value: 'package' },
        { key: 'b', value: 'package' },
      ];
      const annotations = [{ key: 'description', value: 'mine' }];
      await ow.packages.create({ name: 'pkg', package: { parameters, annotations, publish: true } });
      await ow.actions.create({
        name: 'pkg/echo',
        action: 'function main(args) { return args }',
        params: { b: 'action' },
      });
      expect(await call('pkg/echo', { c: 'call' })).toEqual({ a: 'package', b: 'action', c: 'call' });
      expect(await ow.packages.get('pkg')).toMatchObject({
        publish: true,
        parameters,
        annotations,
        actions: [{ name: 'echo' }],
      });
      const changed = await ow.packages.update({ name: 'pkg', package: { parameters: [{ key: 'a', value: 'new' }] } });
      expect(changed).toMatchObject({ version: '0.0.2', publish: true, annotations });
      expect(await call('/guest/pkg/echo')).toEqual({ a: 'new', b: 'action' });
      await expect(ow.packages.create({ name: 'pkg' })).rejects.toMatchObject({ statusCode: 409 });
      expect((await ow.packages.list({ limit: 10, skip: 0 })).map(({ name }) => name)).toEqual(['pkg']);
      expect(await ow.packages.list({ count: true })).toEqual({ packages: 1 });
    });

    it('binds a package, with parameters of its own {cli-and-clients.6.10}', async () => {
      const binding = { namespace: '_', name: 'pkg' };
      const body = { binding, parameters: [{ key: 'a', value: 'bound' }] };
      expect(await ow.packages.create({ name: 'bound', package: body })).toMatchObject({
        binding: { namespace: 'guest', name: 'pkg' },
      });
      expect(await call('bound/echo')).toEqual({ a: 'bound', b: 'action' });
      await ow.packages.delete('bound');
    });

    it('is not deleted while it has actions {cli-and-clients.6.4}', async () => {
      await expect(ow.packages.delete({ name: 'pkg' })).rejects.toMatchObject({ statusCode: 409 });
      await ow.actions.delete('pkg/echo');
      expect(await ow.packages.delete(['pkg'])).toMatchObject([{ name: 'pkg' }]);
      expect(() => (ow.packages as unknown as Loose)['invoke']?.()).toThrow('not supported');
    });
  });

  describe('triggers and rules', () => {
    it('creates triggers with parameters and annotations; fires them {cli-and-clients.6.3, cli-and-clients.6.7}', async () => {
      const trigger = {
        parameters: [{ key: 'greeting', value: 'hi' }],
        annotations: [{ key: 'description', value: 'rings' }],
      } as openwhisk.Trigger;
      expect(await ow.triggers.create({ name: 'bell', trigger })).toMatchObject({ version: '0.0.1', ...trigger });
      expect(await ow.triggers.update({ name: 'bell', trigger })).toMatchObject({ version: '0.0.2', ...trigger });
      expect(await ow.triggers.get('bell')).toMatchObject({ name: 'bell', ...trigger });
      // Without a rule there is nothing to record: 204, an empty body.
      expect(await ow.triggers.invoke({ name: 'bell' })).not.toHaveProperty('activationId');
      expect((await ow.triggers.list({ limit: 1, skip: 0 })).map(({ name }) => name)).toEqual(['bell']);
      expect(await ow.triggers.list({ count: true })).toEqual({ triggers: 1 });
    });

    it('makes, changes, switches and lists rules {cli-and-clients.6.8, cli-and-clients.6.9, cli-and-clients.6.1}', async () => {
      await ow.actions.update({ name: 'answer', action: 'function main(args) { return args }' });
      const rule = await ow.rules.create({ name: 'on-bell', action: 'logging', trigger: 'bell' });
      expect(rule).toMatchObject({
        status: 'active',
        trigger: { path: 'guest', name: 'bell' },
        action: { name: 'logging' },
      });
      const changed = await ow.rules.update({ name: 'on-bell', action: '/guest/answer', trigger: '/_/bell' });
      expect(changed).toMatchObject({ version: '0.0.2', action: { path: 'guest', name: 'answer' } });

      const fired = await ow.triggers.invoke({ name: 'bell', params: { by: 'me' } });
      const { logs } = await recordOf(fired.activationId);
      const caused = JSON.parse(logs[0] ?? '{}') as { activationId: string };
      expect(await recordOf(caused.activationId)).toMatchObject({
        name: 'answer',
        response: { result: { greeting: 'hi', by: 'me' } },
      });

      await ow.rules.disable({ name: 'on-bell' });
      expect(await ow.rules.get('on-bell')).toMatchObject({ status: 'inactive' });
      await ow.rules.enable({ name: 'on-bell' });
      expect(await ow.rules.get({ name: 'on-bell' })).toMatchObject({ status: 'active' });
      expect((await ow.rules.list()).map(({ name }) => name)).toEqual(['on-bell']);
      expect(await ow.rules.list({ count: true })).toEqual({ rules: 1 });
    });

    it('tells what is missing or in the way {cli-and-clients.6.8}', async () => {
      await expect(ow.rules.create({ name: 'r', action: 'nosuch', trigger: 'bell' })).rejects.toMatchObject({
        statusCode: 400,
      });
      expect(() => (ow.rules as unknown as Loose)['create']?.({ name: 'r', action: 'answer' })).toThrow('trigger');
      await expect(ow.rules.create({ name: 'on-bell', action: 'answer', trigger: 'bell' })).rejects.toMatchObject({
        statusCode: 409,
      });
      await expect(ow.triggers.get('nosuch')).rejects.toMatchObject({ statusCode: 404 });
    });

    it('deletes them {cli-and-clients.6.4}', async () => {
      expect(await ow.rules.delete(['on-bell'])).toMatchObject([{ name: 'on-bell', status: 'inactive' }]);
      expect(await ow.triggers.delete('bell')).toMatchObject({ name: 'bell' });
      expect([...(await ow.rules.list()), ...(await ow.triggers.list())]).toEqual([]);
    });
  });

  it('lists namespaces, and all that is in one {cli-and-clients.6.12}', async () => {
    expect(await ow.namespaces.list()).toEqual(['guest']);
    const found = await ow.namespaces.get('guest');
    expect(found.actions?.map(({ name }) => name).sort()).toEqual(['answer', 'logging', 'shout', 'trim']);
    expect(found).toMatchObject({ packages: [], triggers: [], rules: [] });
  });

  describe('routes', () => {
    const get = (path: string) => ow.routes.list().then(({ apis }) => fetch(`${apis[0]?.value.gwApiUrl}${path}`));

    it('puts an API in front of an action, which grows {cli-and-clients.6.14}', async () => {
      const action = 'function main({ name }) { return { hello: name } }';
      await ow.actions.update({ name: 'greet', action, annotations: { 'web-export': true } });
      const route = { action: 'greet', basepath: '/hello', relpath: '/world' };
      const created = await ow.routes.create({ ...route, operation: 'GET' });
      expect(created).toMatchObject({
        gwApiUrl: expect.stringMatching(/\/hello$/) as string,
        apidoc: { basePath: '/hello', paths: { '/world': { get: { 'x-openwhisk': { action: 'greet' } } } } },
      });
      await ow.routes.create({ ...route, relpath: '/moon', operation: 'GET' });
      const answer = await get('/world?name=you');
      expect([answer.status, await answer.json()]).toEqual([200, { hello: 'you' }]);
      expect(await (await get('/moon')).json()).toEqual({});
      expect(() => ow.routes.create(route as never)).toThrow('Missing mandatory parameters: operation');
    });

    it('lists all, and what matches; gets one {cli-and-clients.6.14}', async () => {
      const paths = async (options: object) =>
        (await ow.routes.list(options)).apis.flatMap(({ value }) => Object.keys(value.apidoc.paths));
      expect(await paths({})).toEqual(['/world', '/moon']);
      expect(await paths({ basepath: '/hello', limit: 1, skip: 0 })).toEqual(['/world', '/moon']);
      expect(await paths({ basepath: '/other' })).toEqual([]);
      const one = (await (ow.routes as unknown as Loose)['get']?.({ basepath: '/hello' })) as unknown as {
        apis: object[];
      };
      expect(one.apis).toHaveLength(1);
    });

    it('deletes a path, then all of it {cli-and-clients.6.14}', async () => {
      expect(await ow.routes.delete({ basepath: '/hello', relpath: '/moon', operation: 'GET' })).toEqual({});
      expect([(await get('/moon')).status, (await get('/world')).status]).toEqual([404, 200]);
      expect(await ow.routes.delete({ basepath: '/hello' })).toEqual({});
      expect(await ow.routes.list()).toEqual({ apis: [] });
      await expect(ow.routes.delete({ basepath: '/hello' })).rejects.toMatchObject({ statusCode: 502 });
      await ow.actions.delete('greet');
    });
  });

  it('calls a feed for its life cycle {cli-and-clients.6.13}', async () => {
    await ow.packages.update({ name: 'clock' });
    await ow.actions.update({
      name: 'clock/tick',
      action: 'function main(args) { return args }',
      annotations: { feed: true },
    });
    const feeds = ow.feeds as unknown as Loose;
    const options = { trigger: 'noon', params: { cron: '0 12 * * *' } };
    const told = async (method: string, more: object) =>
      ((await feeds[method]?.({ ...options, ...more })) as unknown as openwhisk.Activation<openwhisk.Dict>).response
        ?.result;
    for (const [method, lifecycleEvent] of Object.entries({
      create: 'CREATE',
      get: 'READ',
      update: 'UPDATE',
      delete: 'DELETE',
    })) {
      const expected = { lifecycleEvent, triggerName: '/_/noon', authKey: platform.auth, cron: '0 12 * * *' };
      expect(await told(method, { name: 'clock/tick' })).toEqual(expected);
      expect(await told(method, { feedName: '/guest/clock/tick' })).toEqual(expected);
    }
    expect(await ow.packages.get('clock')).toMatchObject({ actions: [], feeds: [{ name: 'tick' }] });
  });
});

const idOf = ({ activationId }: { activationId: string }) => ({ activationId });
