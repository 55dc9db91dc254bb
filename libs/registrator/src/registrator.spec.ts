import { ManualTime } from '@whisker/testing';
import type { ContainerDetails } from './container-details';
import { Registrator, type RegistratorOptions } from './registrator';
import { aContainer, aPort } from './testing/a-container';
import { FakeEngine } from './testing/fake-engine';
import { FakeRegistry } from './testing/fake-registry';

const RETRY_MS = 100;
const RESYNC_MS = 30_000;

/** A container with one port, named as its id. */
const web = (name: string, members: Partial<ContainerDetails> = {}) =>
  aContainer({ id: name, name, ports: [aPort(80, 8080)], ...members });

async function setUp(containers: readonly ContainerDetails[] = [], options: Partial<RegistratorOptions> = {}) {
  const [engine, registry, time] = [new FakeEngine(), new FakeRegistry(), new ManualTime()];
  for (const container of containers) engine.containers.set(container.id, container);
  const logged: string[] = [];
  const log = { info: () => undefined, warn: (message: string) => void logged.push(message) };
  const registrator = new Registrator({
    engine,
    registry,
    timers: time,
    log,
    hostname: 'h',
    machineIp: '10.0.0.7',
    onExit: 'always',
    cleanUp: true,
    retryMs: RETRY_MS,
    resyncMs: RESYNC_MS,
    ...options,
  });
  return { engine, registry, time, registrator, logged };
}

async function started(...given: Parameters<typeof setUp>) {
  const all = await setUp(...given);
  await all.registrator.start();
  await settle();
  all.registry.asked.length = 0;
  return all;
}

/** Lets everything run that waits on settled promises only. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('Registrator', () => {
  it('registers what is there, and is ready then', async () => {
    const { registrator, registry } = await setUp([web('one'), web('two')]);
    expect(registrator.lacking()).toEqual(['the first sync is under way']);
    await registrator.start();
    await settle();
    expect(registry.told).toEqual({ 'h:one:80': 'in service', 'h:two:80': 'in service' });
    expect(registrator.lacking()).toEqual([]);
  });

  it('misses nothing that happens during the first sync', async () => {
    const { engine, registrator, registry } = await setUp([web('one')]);
    engine.whenListed = () => {
      engine.happens('start', 'two', web('two'));
      engine.happens('die', 'one');
    };
    await registrator.start();
    await settle();
    expect([...registry.stored.keys()]).toEqual(['h:two:80']);
  });

  it('follows a container through its life', async () => {
    const { engine, registry } = await started();
    const steps: [string, ContainerDetails | undefined][] = [
      ['start', web('one', { health: 'starting' })],
      ['health_status: healthy', web('one', { health: 'healthy' })],
      ['pause', web('one', { health: 'healthy', status: 'paused' })],
      ['unpause', web('one', { health: 'healthy' })],
      ['rename', web('one', { name: 'other' })],
      ['die', web('one', { name: 'other', status: 'ended' })],
      ['destroy', undefined],
    ];
    const told: object[] = [];
    for (const [action, details] of steps) {
      engine.happens(action, 'one', details);
      await settle();
      told.push(registry.told);
    }
    expect(told).toEqual([
      { 'h:one:80': 'in service warning' },
      { 'h:one:80': 'in service passing' },
      { 'h:one:80': 'container is paused passing' },
      { 'h:one:80': 'in service passing' },
      { 'h:other:80': 'in service' },
      {},
      {},
    ]);
  });

  it('writes nothing where nothing changed', async () => {
    const { engine, registry, time } = await started([web('one', { health: 'healthy' })]);
    engine.happens('start', 'one', web('one', { health: 'healthy' }));
    await settle();
    time.pass(RESYNC_MS);
    await settle();
    expect(registry.asked).toEqual([]);
  });

  it('does not look at containers that run actions, nor at events that change nothing', async () => {
    const { engine } = await started([web('one')]);
    engine.inspected.length = 0;
    engine.happens('start', 'action', web('action', { labels: { 'whisker.role': 'action' } }));
    engine.happens('exec_start: /bin/true', 'one', web('one'));
    await settle();
    expect(engine.inspected).toEqual([]);
  });

  it('goes on behind the last event when the stream ended, and looks at all', async () => {
    const { engine, registry, registrator, time } = await started([web('one')]);
    engine.happens('start', 'two', web('two'));
    engine.endStream();
    expect(registrator.lacking()).toEqual(['the stream ended']);
    engine.happens('start', 'three', web('three'));
    time.pass(RETRY_MS);
    await settle();
    expect(engine.opened).toEqual([undefined, '1']);
    expect([...registry.stored.keys()]).toEqual(['h:one:80', 'h:two:80', 'h:three:80']);
    expect(registrator.lacking()).toEqual([]);
  });

  it('tries again while the engine or the registry is away, and tells which', async () => {
    const { engine, registry, registrator, time, logged } = await setUp([web('one')]);
    engine.failing = new Error('Docker is away');
    await registrator.start();
    await settle();
    expect(registrator.lacking()).toEqual(['Docker is away']);
    engine.failing = undefined;
    registry.failing = new Error('Consul is away');
    time.pass(RETRY_MS);
    await settle();
    expect(registrator.lacking()).toEqual(['Consul is away']);
    time.pass(RETRY_MS);
    await settle();
    registry.failing = undefined;
    time.pass(RETRY_MS);
    await settle();
    expect(registrator.lacking()).toEqual([]);
    expect([...registry.stored.keys()]).toEqual(['h:one:80']);
    expect(logged).toEqual(['tried again until it works', 'tried again until it works']);
  });

  it('writes again what the registry lost or somebody changed', async () => {
    const { registry, time } = await started([web('one'), web('two'), web('three')]);
    registry.stored.delete('h:one:80');
    await registry.setOutOfService('h:two:80', 'by hand');
    const three = registry.stored.get('h:three:80') as never as { port: number };
    three.port = 1;
    time.pass(RESYNC_MS);
    await settle();
    expect(registry.told).toEqual({
      'h:two:80': 'in service',
      'h:three:80': 'in service',
      'h:one:80': 'in service',
    });
    expect(registry.stored.get('h:three:80')?.port).toBe(8080);
  });

  it('removes what an earlier one left of this machine, if it is to clean up, and nothing else', async () => {
    for (const cleanUp of [true, false]) {
      const { registry, registrator } = await setUp([web('one')], { cleanUp });
      const left = (id: string, meta = {}) =>
        registry.stored.set(id, { id, name: 'x', address: 'a', port: 1, tags: [], meta });
      left('h:gone:80');
      left('mine', { registrator: 'h' });
      left('other:gone:80');
      left('invoker-0-boot');
      await registrator.start();
      await settle();
      const kept = ['other:gone:80', 'invoker-0-boot', 'h:one:80'];
      expect([...registry.stored.keys()]).toEqual(cleanUp ? kept : ['h:gone:80', 'mine', ...kept]);
    }
  });

  it('keeps services of a container that failed out of service, also as another process, until it is removed', async () => {
    const onExit = 'on-success' as const;
    const failed = web('one', { status: 'ended', exitCode: 3, ports: [] });
    const { engine, registry, registrator } = await started([web('one')], { onExit });
    engine.happens('die', 'one', failed);
    await settle();
    expect(registry.told).toEqual({ 'h:one:80': 'container ended with code 3' });
    await registrator.close();

    const next = await setUp([failed], { onExit });
    for (const [id, service] of registry.stored) next.registry.stored.set(id, service);
    await next.registrator.start();
    await settle();
    expect(next.registry.told).toEqual({ 'h:one:80': 'container ended with code 3' });
    next.engine.happens('start', 'one', web('one'));
    await settle();
    expect(next.registry.told).toEqual({ 'h:one:80': 'in service' });
    next.engine.happens('die', 'one', failed);
    next.engine.happens('destroy', 'one');
    await settle();
    expect(next.registry.told).toEqual({});
  });

  it('goes on with the others where one service is refused, and tries it again at the next sync', async () => {
    const { registry, registrator, time, logged } = await setUp([web('one'), web('two')]);
    registry.refused.add('h:one:80');
    await registrator.start();
    await settle();
    expect([...registry.stored.keys()]).toEqual(['h:two:80']);
    expect(logged).toEqual(['the registry refused a service']);
    registry.refused.clear();
    time.pass(RESYNC_MS);
    await settle();
    expect([...registry.stored.keys()]).toEqual(['h:two:80', 'h:one:80']);
  });

  it('leaves what is registered when it ends, and does nothing any more', async () => {
    const { engine, registry, registrator, time } = await started([web('one')]);
    await registrator.close();
    engine.happens('die', 'one');
    time.pass(10 * RESYNC_MS);
    await settle();
    expect(registry.asked).toEqual([]);
    expect(time.pending).toBe(0);
  });
});
