import { createServer, type AddressInfo } from 'node:net';
import openwhisk from 'openwhisk';
import { until } from './api';
import { attachInspector } from './inspector';
import { freshFolder, removeFolder, startPlatform, type RunningPlatform } from './platform';
import { outsideConnections, startClient, type ClientProcess } from './published-client';
import { startStandInDocker, type StandInDocker } from './stand-in-docker';

const CODE = `function main({ name }) {
  let where = process.env.WHERE || 'the platform';
  if (name === 'break') debugger;
  return { name, where };
}`;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** With and without concurrency on the platform, wskdebug takes different ways to hand an activation to the developer. */
const agents: [agent: string, maxConcurrency: string, helpers: string[]][] = [
  ['of concurrent actions', '500', ['hello_wskdebug_original']],
  ['that polls activations', '1', ['hello_wskdebug_completed', 'hello_wskdebug_invoked', 'hello_wskdebug_original']],
];

/** The published @openwhisk/wskdebug; its debug container is a process, since CI has no images. */
describe.each(agents)('wskdebug with the agent %s', (_agent, maxConcurrency, helpers) => {
  let platform: RunningPlatform;
  let docker: StandInDocker;
  let ow: openwhisk.Client;
  let folder: string;
  let debugPort: number;
  let original: openwhisk.Action;
  const started: ClientProcess[] = [];

  beforeAll(async () => {
    folder = freshFolder();
    docker = await startStandInDocker(folder);
    platform = await startPlatform({ env: { WHISKER_MAX_ACTION_CONCURRENCY: maxConcurrency } });
    ow = openwhisk({ apihost: platform.apihost, api_key: platform.auth });
    debugPort = await freePort();
    original = await ow.actions.create({
      name: 'hello',
      action: CODE,
      params: { greeting: 'hi' },
      annotations: { mine: 1 },
      limits: { memory: 128 },
    });
  });

  afterAll(async () => {
    for (const wskdebug of started) wskdebug.signal('SIGKILL');
    // Not stopped: that would wait for the agent, which waits for a debugger.
    await platform.kill();
    await docker.close();
    for (const used of [folder, platform.dataFolder]) removeFolder(used);
  });

  const debug = async (...flags: string[]): Promise<ClientProcess> => {
    const port = `${debugPort}`;
    const args = ['hello', '-v', '--port', port, '--internal-port', port, '--docker-args', ' -e WHERE=debugger'];
    const wskdebug = startClient('@openwhisk/wskdebug/wskdebug.js', [...args, ...flags], {
      folder,
      platform,
      env: { DOCKER_HOST: docker.host },
    });
    started.push(wskdebug);
    await wskdebug.says(/Ready for activations/);
    return wskdebug;
  };
  const invoke = (params: object) => ow.actions.invoke({ name: 'hello', params, blocking: true, result: true });
  const names = async () => (await ow.actions.list()).map(({ name }) => name).sort();

  it('runs activations in the debug container, breaks there, and restores the action', async () => {
    const wskdebug = await debug();
    expect(await names()).toEqual(['hello', ...helpers]);
    expect(await ow.actions.get('hello')).toMatchObject({
      limits: { timeout: 300_000, memory: 128, concurrency: maxConcurrency === '1' ? 1 : 200 },
      annotations: expect.arrayContaining([
        { key: 'mine', value: 1 },
        { key: 'wskdebug', value: true },
      ]) as unknown,
      parameters: [{ key: 'greeting', value: 'hi' }],
    });
    expect(await invoke({ name: 'you' })).toMatchObject({ name: 'you', where: 'debugger' });

    const { activationId } = await ow.actions.invoke({ name: 'hello', params: { name: 'later' } });
    const record = await until(
      () => ow.activations.get({ name: activationId }).catch(() => undefined),
      (found) => found !== undefined,
    );
    expect(record?.response?.result).toMatchObject({ name: 'later', where: 'debugger' });
    await wskdebug.says(new RegExp(`Activation: .*${activationId}`));

    const inspector = await attachInspector(debugPort);
    const answer = invoke({ name: 'break' });
    const { functionName, callFrameId } = await inspector.paused();
    expect(functionName).toBe('main');
    expect(await inspector.evaluate(callFrameId, 'name')).toBe('break');
    await inspector.evaluate(callFrameId, 'where = "the developer"');
    await inspector.resume();
    inspector.close();
    expect(await answer).toMatchObject({ name: 'break', where: 'the developer' });

    wskdebug.signal('SIGINT');
    expect(await wskdebug.ended()).toMatchObject({ code: 0, output: expect.stringContaining('Done.') as string });
    const { exec, parameters, limits } = await ow.actions.get('hello');
    expect({ exec, parameters, limits }).toEqual({
      exec: original.exec,
      parameters: original.parameters,
      limits: original.limits,
    });
    expect(await invoke({ name: 'you' })).toEqual({ name: 'you', where: 'the platform' });
  });

  it('starts again on the action it restored, and removes its helpers when told to', async () => {
    const wskdebug = await debug('--cleanup');
    expect(await invoke({ name: 'again' })).toMatchObject({ name: 'again', where: 'debugger' });
    wskdebug.signal('SIGINT');
    expect((await wskdebug.ended()).code).toBe(0);
    expect(await names()).toEqual(['hello']);
    expect(await invoke({ name: 'you' })).toEqual({ name: 'you', where: 'the platform' });
    expect(docker.requests.some((line) => line.startsWith('DELETE /containers/'))).toBe(true);
    expect(outsideConnections(folder)).toEqual([]);
  });
});
