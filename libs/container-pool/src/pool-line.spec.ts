import { observe, poolOnFakes, settle, type PoolOnFakes } from './testing';
import type { LinePolicy } from './policies/line-policy';

/** A line of two behind each run. */
const line: LinePolicy = { places: (_action, { othersIdle }) => (othersIdle ? 1 : 2) };

async function warm(options: Parameters<typeof poolOnFakes>[0] = {}): Promise<PoolOnFakes> {
  const all = poolOnFakes({ line, memoryMb: 256, ...options });
  await all.warmUp();
  for (const container of all.driver.containers) container.lineRoom = 5;
  return all;
}

describe('the own line of a busy container', () => {
  it('takes as many as the policy says; the next waits in the pool', async () => {
    const { pool, request, lease } = await warm();
    const leases = [await lease(), await lease(), await lease()];
    expect(leases.map(({ inLine, start }) => [inLine, start])).toEqual([
      [false, 'hot'],
      [true, 'hot'],
      [true, 'hot'],
    ]);
    const next = observe(pool.acquire(request()));
    await settle();
    expect(next.state).toBe('pending');
    leases[0]?.release('keep', 1);
    await settle();
    expect(next.value).toMatchObject({ inLine: true });
  });

  it('is not used if the container has none, or closed it', async () => {
    const { pool, request, lease, driver } = await warm();
    await lease();
    for (const container of driver.containers) container.lineRoom = 0;
    expect(pool.acquireNow(request())).toBeUndefined();
  });

  it('is not used by who must not stand in it', async () => {
    const { pool, request, lease } = await warm();
    const first = await lease();
    const picky = observe(pool.acquire({ ...request(), notInLine: true }));
    await settle();
    expect(picky.state).toBe('pending');
    expect((await lease()).inLine).toBe(true);
    first.release('keep', 1);
    await settle();
    expect(picky.state).toBe('pending');
  });

  it('is left short while another container is idle', async () => {
    const { lease, driver } = await warm({ memoryMb: 512 });
    const [first, second] = [await lease(), await lease({ concurrency: 1 })];
    expect(second?.container).toBe(first?.container);
    expect(driver.createCalls).toBe(1);
  });

  it('empties before the container becomes idle', async () => {
    const { pool, lease } = await warm();
    const [first, second] = [await lease(), await lease()];
    first?.release('keep', 1);
    expect(pool.snapshot().containers[0]).toMatchObject({ state: 'busy', active: 1 });
    second?.release('unused');
    expect(pool.snapshot().containers[0]).toMatchObject({ state: 'idle', active: 0 });
  });

  it('is given up with the container', async () => {
    const { pool, lease, driver } = await warm();
    const [first, second] = [await lease(), await lease()];
    first?.release('destroy');
    await settle();
    expect(driver.containers[0]?.destroyed).toBe(false);
    second?.release('unused');
    await settle();
    expect(driver.containers[0]?.destroyed).toBe(true);
    expect(pool.snapshot().active).toBe(0);
  });
});
