import { observe, poolOnFakes, settle } from './testing';

describe('an action with a bound on its containers', () => {
  it('has no more than that, and its further requests wait for them', async () => {
    const { pool, lease, request, driver, clock } = poolOnFakes();
    const held = [await lease({ maxContainers: 2 }), await lease({ maxContainers: 2 })];
    const waiting = [1, 2, 3].map(() => observe(pool.acquire(request({ maxContainers: 2 }))));
    await settle();
    expect([driver.createCalls, waiting.map(({ state }) => state)]).toEqual([2, ['pending', 'pending', 'pending']]);
    for (const each of held) each.release('keep');
    await settle();
    expect(waiting.map(({ state }) => state)).toEqual(['fulfilled', 'fulfilled', 'pending']);
    expect([driver.createCalls, waiting[0]?.value?.start]).toEqual([2, 'hot']);
    waiting[0]?.value?.release('destroy');
    clock.advance(200);
    await settle();
    expect([driver.createCalls, waiting[2]?.value?.start]).toEqual([3, 'cold']);
  });

  it('does not take prewarmed ones beyond it, nor hold up others', async () => {
    const stemCells = [{ kind: 'nodejs:20', memoryMb: 256, count: 2 }];
    const { pool, lease, request } = poolOnFakes({ stemCells });
    await pool.start();
    await settle();
    await lease({ maxContainers: 1 });
    const waiting = observe(pool.acquire(request({ maxContainers: 1 })));
    await settle();
    expect(waiting.state).toBe('pending');
    expect((await pool.acquire(request({ action: 'guest/other' }))).start).toBe('prewarm');
    expect(pool.snapshot()).toMatchObject({ waiting: 1, blocked: 0 });
  });

  it('is given a container per place, not per request', async () => {
    const { pool, request, driver } = poolOnFakes();
    const wish = { maxContainers: 1, concurrency: 3 };
    const waiting = [1, 2, 3, 4].map(() => observe(pool.acquire(request(wish))));
    await settle();
    waiting[0]?.value?.initialised(1);
    await settle();
    expect(waiting.map(({ state }) => state)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'pending']);
    expect(driver.createCalls).toBe(1);
  });

  it('in another namespace has its own', async () => {
    const { lease, driver } = poolOnFakes();
    await lease({ maxContainers: 1 });
    await lease({ maxContainers: 1, namespace: 'other' });
    expect(driver.createCalls).toBe(2);
  });

  it('waits within the bounds of the pool', async () => {
    const { pool, lease, request } = poolOnFakes({ maxWaiting: 3 });
    await lease({ maxContainers: 1 });
    const waiting = Array.from({ length: 10 }, () => observe(pool.acquire(request({ maxContainers: 1 }))));
    await settle();
    expect(waiting.filter(({ state }) => state === 'rejected')).toHaveLength(7);
    expect(pool.snapshot().waiting).toBe(3);
  });

  it('waits no longer than its deadline', async () => {
    const { pool, lease, request, clock } = poolOnFakes();
    await lease({ maxContainers: 1 });
    const waiting = observe(pool.acquire(request({ maxContainers: 1, timeoutMs: 500 })));
    clock.advance(600);
    await settle();
    expect(waiting.state).toBe('rejected');
  });
});

/** Lets them be paused on the way: what takes time goes on between two steps of the clock only. */
async function idleFor(clock: { advance(ms: number): void }, ms: number): Promise<void> {
  clock.advance(12_000);
  await settle();
  clock.advance(ms - 12_000);
  await settle();
}

describe('containers a namespace keeps warm', () => {
  const keepWarm = { count: 2, ms: 3_600_000 };

  it('are as many as it says, for as long as it says', async () => {
    const { pool, lease, clock } = poolOnFakes();
    const held = [await lease({ keepWarm }), await lease({ keepWarm }), await lease({ keepWarm })];
    for (const each of held) each.release('keep');
    await idleFor(clock, 602_000);
    expect(pool.snapshot().containers).toHaveLength(2);
    clock.advance(3_590_000);
    await settle();
    expect(pool.snapshot().containers).toHaveLength(2);
    clock.advance(12_000);
    await settle();
    expect(pool.snapshot().containers).toHaveLength(0);
  });

  it('make room for others all the same', async () => {
    const { pool, warmUp, lease, clock } = poolOnFakes({ memoryMb: 256 });
    await warmUp({ keepWarm });
    await idleFor(clock, 700_000);
    expect((await lease({ action: 'guest/other' })).start).toBe('cold');
    expect(pool.snapshot().containers).toHaveLength(1);
  });

  it('are let go when the namespace says so', async () => {
    const { pool, warmUp, clock } = poolOnFakes();
    await warmUp({ keepWarm });
    await warmUp();
    await idleFor(clock, 602_000);
    expect(pool.snapshot().containers).toHaveLength(0);
  });
});
