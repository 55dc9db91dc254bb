import { observe, poolOnFakes, settle } from './testing';

const big = { action: 'guest/big', memoryMb: 512 };
const small = (n: number) => ({ action: `guest/small${n}`, memoryMb: 256 });

/** 1024 MB: three small runs busy, a big request that lacks 256 MB. */
async function blockedHead(options: { maxPasses?: number; maxPassedMs?: number } = {}) {
  const fakes = poolOnFakes(options);
  const busy = [await fakes.lease(small(1)), await fakes.lease(small(2)), await fakes.lease(small(3))];
  const head = observe(fakes.pool.acquire(fakes.request(big)));
  await settle();
  return { ...fakes, busy, head };
}

describe('small requests behind a big one', () => {
  it('pass it while they fit', async () => {
    const { pool, request, head } = await blockedHead();
    expect((await pool.acquire(request(small(4)))).start).toBe('cold');
    expect(head.state).toBe('pending');
  });

  it('pass it for a bounded number of times', async () => {
    const { pool, request, lease, head, driver } = await blockedHead({ maxPasses: 2 });
    for (const n of [4, 5]) (await lease(small(n))).release('destroy');
    await settle();
    const late = observe(pool.acquire(request(small(6))));
    await settle();
    expect([late.state, head.state]).toEqual(['pending', 'pending']);
    expect(driver.createCalls).toBe(5);
  });

  it('pass it for a bounded time', async () => {
    const { pool, request, head, clock, busy } = await blockedHead({ maxPassedMs: 1000 });
    clock.advance(1000);
    const late = observe(pool.acquire(request(small(4))));
    await settle();
    expect([late.state, head.state]).toEqual(['pending', 'pending']);
    busy[0]?.release('keep');
    await settle();
    expect(head.state).toBe('fulfilled');
    expect(late.state).toBe('pending');
  });

  it('do not take a hot container that the starving head collects', async () => {
    const fakes = poolOnFakes({ maxPasses: 0 });
    const { pool, request, lease, driver } = fakes;
    const busy = [await lease(small(1)), await lease(small(2)), await lease(small(3)), await lease(small(4))];
    const head = observe(pool.acquire(request(big)));
    const again = observe(pool.acquire(request(small(1))));
    busy[0]?.release('keep');
    await settle();
    expect(driver.containers[0]?.destroyed).toBe(true);
    expect([head.state, again.state]).toEqual(['pending', 'pending']);
    busy[1]?.release('keep');
    await settle();
    expect([head.state, again.state]).toEqual(['fulfilled', 'pending']);
    busy[2]?.release('keep');
    await settle();
    expect(again.state).toBe('fulfilled');
  });

  it('counts a hand-over of a hot container as a pass', async () => {
    const fakes = poolOnFakes({ maxPasses: 1, maxPassedMs: 1e9 });
    const { pool, request, lease } = fakes;
    const busy = [await lease(small(1)), await lease(small(2)), await lease(small(3)), await lease(small(4))];
    const head = observe(pool.acquire(request(big)));
    const handed = [observe(pool.acquire(request(small(1)))), observe(pool.acquire(request(small(1))))];
    busy[0]?.release('keep');
    await settle();
    expect(handed.map(({ state }) => state)).toEqual(['fulfilled', 'pending']);
    handed[0]?.value?.release('keep');
    busy[1]?.release('keep');
    await settle();
    expect([head.state, handed[1]?.state]).toEqual(['fulfilled', 'pending']);
  });

  it('do not join a busy container while the head starves', async () => {
    const shared = { action: 'guest/shared', memoryMb: 512, concurrency: 8 };
    const { pool, request, lease, driver } = poolOnFakes({ memoryMb: 512, maxPasses: 0 });
    const busy = await lease(shared);
    const head = observe(pool.acquire(request(big)));
    expect(pool.acquireNow(request(shared))).toBeUndefined();
    const joining = observe(pool.acquire(request(shared)));
    await settle();
    expect(joining.state).toBe('pending');
    busy.release('keep');
    await settle();
    expect(head.state).toBe('fulfilled');
    head.value?.initialised(1);
    head.value?.release('keep');
    await settle();
    expect(joining.state).toBe('fulfilled');
    expect(driver.violations).toEqual([]);
  });

  it('go on as before once the head has left', async () => {
    const { pool, request, clock, head } = await blockedHead({ maxPassedMs: 1000 });
    clock.advance(1000);
    const late = observe(pool.acquire(request({ ...small(4), timeoutMs: 300_000 })));
    await settle();
    expect(late.state).toBe('pending');
    clock.advance(60_000);
    await settle();
    expect(head.error).toMatchObject({ reason: 'deadline' });
    expect(late.value).toMatchObject({ start: 'cold' });
  });

  it('pass it no more often than that even when much becomes free at once', async () => {
    const { pool, request, lease, warmUp, driver } = poolOnFakes({ maxPasses: 1 });
    await lease({ action: 'a', memoryMb: 512 });
    await lease({ action: 'b' });
    await warmUp({ action: 'c' });
    driver.destroys.hold();
    driver.containers[2]?.exit();
    await settle();
    void observe(pool.acquire(request(big)));
    const late = [1, 2].map((n) => observe(pool.acquire(request({ ...small(n), memoryMb: 128 }))));
    driver.destroys.open();
    await settle();
    expect(late.map(({ state }) => state)).toEqual(['fulfilled', 'pending']);
  });
});
