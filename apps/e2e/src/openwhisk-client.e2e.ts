import { zipSync } from 'fflate';
import openwhisk from 'openwhisk';
import { until } from './api';
import { startPlatform, removeFolder, type RunningPlatform } from './platform';

/** The published npm client, as users have it. */
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

  it('creates, invokes and deletes a Node.js action', async () => {
    const created = await ow.actions.create({
      name: 'hello',
      action: 'function main({ name }) { return { hello: name } }',
    });
    expect(created).toMatchObject({ namespace: 'guest', name: 'hello', version: '0.0.1', exec: { binary: false } });
    expect(await ow.actions.invoke({ name: 'hello', params: { name: 'you' }, blocking: true, result: true })).toEqual({
      hello: 'you',
    });
    expect(await ow.actions.delete({ name: 'hello' })).toMatchObject({ name: 'hello' });
    await expect(ow.actions.get({ name: 'hello' })).rejects.toMatchObject({ statusCode: 404 });
  });

  it('runs a Python action', async () => {
    await ow.actions.create({
      name: 'py',
      kind: 'python:default',
      action: 'def main(args):\n    return {"hello": args.get("name")}\n',
    });
    expect(await ow.actions.invoke({ name: 'py', params: { name: '☃' }, blocking: true, result: true })).toEqual({
      hello: '☃',
    });
  });

  it('updates an action while it is warm', async () => {
    await ow.actions.update({ name: 'changing', action: 'function main() { return { version: 1 } }' });
    expect(await ow.actions.invoke({ name: 'changing', blocking: true, result: true })).toEqual({ version: 1 });
    const updated = await ow.actions.update({ name: 'changing', action: 'function main() { return { version: 2 } }' });
    expect(updated).toMatchObject({ version: '0.0.2' });
    expect(await ow.actions.invoke({ name: 'changing', blocking: true, result: true })).toEqual({ version: 2 });
  });

  it('invokes without waiting and reads the activation, its result and logs', async () => {
    await ow.actions.update({
      name: 'logging',
      action: 'function main() { console.log("out"); console.error("err"); return { done: true } }',
    });
    const { activationId } = await ow.actions.invoke({ name: 'logging' });
    const record = await until(
      () => ow.activations.get({ name: activationId }).catch(() => undefined),
      (found) => found !== undefined,
    );
    expect(record).toMatchObject({
      activationId,
      name: 'logging',
      response: { success: true, status: 'success', result: { done: true } },
    });
    expect(await ow.activations.result({ name: activationId })).toMatchObject({ result: { done: true } });
    const { logs } = (await ow.activations.logs({ name: activationId })) as { logs: string[] };
    expect(logs).toEqual([
      expect.stringMatching(/^\d{4}-.*Z +stdout: out$/),
      expect.stringMatching(/^\d{4}-.*Z +stderr: err$/),
    ]);
    const [newest] = await ow.activations.list({ name: 'logging', limit: 1 });
    expect(newest).toMatchObject({ activationId });
  });

  it('ships an action with modules of its own as zip', async () => {
    const zip = zipSync({
      'package.json': Buffer.from('{"name":"texts","main":"index.js"}'),
      'index.js': Buffer.from('const shout = require("shout"); exports.main = ({ text }) => ({ text: shout(text) })'),
      'node_modules/shout/index.js': Buffer.from('module.exports = (text) => text.toUpperCase() + "!"'),
    });
    await ow.actions.create({ name: 'zipped', kind: 'nodejs:default', action: Buffer.from(zip) });
    expect(await ow.actions.invoke({ name: 'zipped', params: { text: 'hi' }, blocking: true, result: true })).toEqual({
      text: 'HI!',
    });
  });

  it('keeps actions in packages, with merged parameters', async () => {
    await ow.packages.create({
      name: 'pkg',
      package: {
        parameters: [
          { key: 'a', value: 'package' },
          { key: 'b', value: 'package' },
        ],
      },
    });
    await ow.actions.create({
      name: 'pkg/echo',
      action: 'function main(args) { return args }',
      params: { b: 'action' },
    });
    const result = await ow.actions.invoke({ name: 'pkg/echo', params: { c: 'call' }, blocking: true, result: true });
    expect(result).toEqual({ a: 'package', b: 'action', c: 'call' });
    expect(await ow.packages.get({ name: 'pkg' })).toMatchObject({ actions: [{ name: 'echo' }] });
    await expect(ow.packages.delete({ name: 'pkg' })).rejects.toMatchObject({ statusCode: 409 });
    await ow.actions.delete({ name: 'pkg/echo' });
    await ow.packages.delete({ name: 'pkg' });
  });

  it('lists actions and namespaces', async () => {
    expect(await ow.namespaces.list()).toEqual(['guest']);
    const names = (await ow.actions.list({ limit: 200 })).map(({ name }) => name);
    expect(names).toContain('zipped');
  });

  it('reports a failed action with its record', async () => {
    await ow.actions.update({ name: 'failing', action: 'function main() { return { error: "no luck" } }' });
    await expect(ow.actions.invoke({ name: 'failing', blocking: true })).rejects.toMatchObject({
      statusCode: 502,
      error: { response: { success: false, status: 'application error', result: { error: 'no luck' } } },
    });
  });

  it('is refused with a wrong key', async () => {
    const stranger = openwhisk({
      apihost: platform.apihost,
      api_key: `${platform.auth.slice(0, -1)}${platform.auth.endsWith('x') ? 'y' : 'x'}`,
    });
    await expect(stranger.actions.list()).rejects.toMatchObject({ statusCode: 401 });
  });
});
