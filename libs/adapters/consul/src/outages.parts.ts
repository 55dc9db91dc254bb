import type { Member } from '@whisker/membership';
import { ConsulConnection } from './consul-connection';
import { ConsulContainerStates } from './consul-container-states';
import { ConsulMembership } from './consul-membership';
import { consulForSuite } from './testing/consul-for-suite';
import { eventually } from './testing/eventually';
import { FreezableTimers } from './testing/freezable-timers';

const TTL_MS = 1500;
const consul = consulForSuite();
const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const anInvoker = (number: number, bootId = `boot${number}`): Member => ({
  role: 'invoker',
  id: String(number),
  bootId,
  invoker: { number, userMemory: 1024, tags: ['b', 'a'] },
});

function open(timers?: FreezableTimers) {
  const connection = new ConsulConnection({ url: consul.url, timeoutMs: 1000, ...(timers && { timers }) });
  const membership = new ConsulMembership(connection, { ttlMs: TTL_MS, version: '1.2.3' });
  closing.push(
    () => connection.close(),
    () => membership.close(),
  );
  return { connection, membership };
}

/** Follows the invokers, from the first answer on. */
async function follow(membership: ConsulMembership) {
  const seen: string[] = [];
  closing.push(membership.watch('invoker', (members) => seen.push(members.map(({ id }) => id).join())));
  await eventually('the first answer', () => seen.length > 0);
  return seen;
}

describe('members in Consul', () => {
  it('stand there as services whose metadata tell their capacity', async () => {
    const { membership } = open();
    await membership.join(anInvoker(4));
    await membership.join({ role: 'controller', id: 'c0', bootId: 'bootC' });
    const entries = (await consul.get('/health/service/invoker')) as { Service: object; Checks: object[] }[];
    expect(entries.map(({ Service }) => Service)).toMatchObject([
      {
        ID: 'invoker-4-boot4',
        Service: 'invoker',
        Tags: ['b', 'a'],
        Meta: { id: '4', bootId: 'boot4', version: '1.2.3', number: '4', userMemory: '1024', tags: '["b","a"]' },
      },
    ]);
    expect(await consul.get('/catalog/service/controller')).toMatchObject([{ ServiceID: 'controller-c0-bootC' }]);
    expect(membership.lacking()).toEqual([]);
  });

  it('are gone when they freeze, and back when they thaw', async () => {
    const timers = new FreezableTimers();
    const [{ membership: frozen }, { membership: observer }] = [open(timers), open()];
    const seen = await follow(observer);
    await frozen.join(anInvoker(5));
    await eventually('the member', () => seen.at(-1) === '5');
    timers.freeze();
    await eventually('its end', () => seen.at(-1) === '');
    const entries = (await consul.get('/health/service/invoker')) as { Checks: { Status: string }[] }[];
    expect(entries.map(({ Checks }) => Checks.at(-1)?.Status)).toEqual(['critical']);
    timers.thaw();
    await eventually('its return', () => seen.at(-1) === '5');
  });

  it('come back after somebody deregistered them, but not over their successor', async () => {
    const timers = new FreezableTimers();
    const [{ membership: old }, { membership: observer }] = [open(timers), open()];
    const seen = await follow(observer);
    await old.join(anInvoker(6, 'old'));
    await consul.put('/agent/service/deregister/invoker-6-old');
    await eventually('its end', () => seen.includes('') && seen.at(-1) === '');
    await eventually('its return', () => seen.at(-1) === '6');
    timers.freeze();
    const { membership: successor } = open();
    await successor.join(anInvoker(6, 'new'));
    timers.thaw();
    await new Promise((resolve) => setTimeout(resolve, TTL_MS));
    expect((await observer.members('invoker')).map(({ bootId }) => bootId)).toEqual(['new']);
    expect(Object.keys((await consul.get('/agent/services')) as object)).toEqual(['invoker-6-new']);
  });
});

describe('while Consul is away', () => {
  it('those known are kept, readiness tells of Consul, and who joins does so when it is back', async () => {
    const { membership } = open();
    await membership.join(anInvoker(1));
    const seen = await follow(membership);
    await consul.kill();
    try {
      await eventually('that it is told', () => membership.lacking().length > 0);
      expect(membership.lacking()[0]).toMatch(/^Consul at http:\S+ could not .*See that its agent runs.*are kept$/);
      expect((await membership.members('invoker')).map(({ id }) => id)).toEqual(['1']);
      await expect(membership.members('controller')).rejects.toThrow(/^Consul at http:\S+ could not list/);
      await membership.join(anInvoker(2));
    } finally {
      await consul.restart();
    }
    await eventually('both', () => seen.at(-1) === '1,2');
    await eventually('readiness', () => membership.lacking().length === 0);
    expect(seen).not.toContain('');
  });

  it('nobody is taken for gone because Consul lost all it knew, and who is gone is told after a while', async () => {
    const [{ membership: one }, { membership: other }] = [open(), open(new FreezableTimers())];
    const { membership: observer, connection } = open();
    const states = new ConsulContainerStates(connection, { invoker: 1, pauseMs: 50 });
    closing.push(() => states.close());
    states.publish([{ id: 'c1', kind: 'nodejs:20', state: 'hot', memoryMb: 256 }]);
    await one.join(anInvoker(1));
    const dead = await other.join(anInvoker(2));
    const seen = await follow(observer);
    await eventually('both', () => seen.at(-1) === '1,2');
    await consul.killAndForget();
    // Consul away, it cannot say so: to others it is as if it were killed.
    await dead.release();
    await consul.restart();
    await eventually('that one registered again', async () => (await services()).includes('invoker-1-boot1'));
    await eventually('that the other is gone', () => seen.at(-1) === '1');
    expect(seen.filter((ids) => !ids.split(',').includes('1'))).toEqual([]);
    await eventually('the states of containers', async () => (await states.read()).length === 1);
  });
});

async function services(): Promise<readonly string[]> {
  return Object.keys((await consul.get('/agent/services')) as object);
}
