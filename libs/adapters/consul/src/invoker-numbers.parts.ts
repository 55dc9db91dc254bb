import { ConsulConnection } from './consul-connection';
import { InvokerNumbers } from './invoker-numbers';
import type { NumberLease } from './held-number';
import { consulForSuite } from './testing/consul-for-suite';
import { eventually } from './testing/eventually';
import { FreezableTimers } from './testing/freezable-timers';

const consul = consulForSuite();
const closing: (() => Promise<void> | void)[] = [];
let folder = 0;
beforeEach(() => (folder += 1));
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function numbers(options: { timers?: FreezableTimers; count?: number; lockDelayMs?: number } = {}) {
  const { timers, count = 1024, lockDelayMs = 500 } = options;
  const connection = new ConsulConnection({ url: consul.url, timeoutMs: 1000, ...(timers && { timers }) });
  closing.push(() => connection.close());
  return new InvokerNumbers(connection, { folder: `whisker/test/${folder}`, lockDelayMs, count });
}

async function lease(owner: string, from = numbers()): Promise<NumberLease> {
  const held = await from.lease(owner);
  closing.push(() => held.release());
  return held;
}

const lockOf = async (number: number) =>
  ((await consul.get(`/kv/whisker/test/${folder}/${number}`)) as [{ Session: string; Value: string }])[0];

describe('InvokerNumbers', () => {
  it('are the lowest free ones, each one’s own, also for contenders of the same moment', async () => {
    const leases = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => lease(owner)));
    expect(leases.map(({ number }) => number).sort()).toEqual([0, 1, 2, 3]);
    const second = leases.find(({ number }) => number === 1) as NumberLease;
    await second.release();
    expect((await lease('e')).number).toBe(1);
  });

  it('stay with their owner over a restart that nobody announced', async () => {
    await lease('a');
    const timers = new FreezableTimers();
    const before = await lease('b', numbers({ timers }));
    timers.freeze();
    const after = await lease('b');
    expect([before.number, after.number]).toEqual([1, 1]);
    timers.thaw();
    // The one before learns of it when it renews.
    expect(await before.lost).toBe('number 1 is held by b now');
    expect([before.sure, after.sure]).toEqual([false, true]);
  });

  it('are told as lost when another has them, and given to nobody else at first', async () => {
    const held = await lease('a', numbers({ lockDelayMs: 3000 }));
    await consul.put(`/session/destroy/${(await lockOf(0)).Session}`);
    // Within the delay the number is not free.
    const contender = await lease('b');
    expect(contender.number).toBe(1);
    // It takes its own again once the delay is over.
    await eventually('its lock', async () => JSON.stringify(await consul.get('/session/list')).includes('invoker a'));
    await eventually('that it is held', async () => (await lockOf(0)) !== undefined);
    expect(held.sure).toBe(true);
  });

  it('says clearly that none is free', async () => {
    await lease('a', numbers({ count: 1 }));
    await expect(numbers({ count: 1 }).lease('b')).rejects.toThrow(
      'all 1 numbers of invokers are taken: stop an invoker, or allow more numbers',
    );
  });

  it('outlive a Consul that is killed, and one that lost its state', async () => {
    const held = await lease('a');
    await consul.kill();
    await expect(numbers().lease('b')).rejects.toThrow(/^Consul at http:\S+ could not open a session/);
    await consul.restart();
    expect((await lease('b')).number).toBe(1);
    await consul.killAndForget();
    await consul.restart();
    await eventually('its lock', async () => (await consul.get('/kv/?keys')) !== undefined && (await isLocked(0)));
    expect(held.sure).toBe(true);
  });
});

async function isLocked(number: number): Promise<boolean> {
  const answer = await fetch(`${consul.url}/v1/kv/whisker/test/${folder}/${number}`);
  return answer.status === 200 && (await lockOf(number)).Session !== undefined;
}
