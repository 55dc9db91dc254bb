import { observe, poolOnFakes, settle } from './testing';

describe('several runs in one container', () => {
  const wish = { concurrency: 3 };

  it('shares a hot container up to its concurrency', async () => {
    const { lease, driver } = poolOnFakes();
    const leases = [await lease(wish), await lease(wish), await lease(wish)];
    expect(new Set(leases.map(({ container }) => container)).size).toBe(1);
    expect(leases.map(({ start, needsInit }) => [start, needsInit])).toEqual([
      ['cold', true],
      ['hot', false],
      ['hot', false],
    ]);
    expect((await lease(wish)).container).toBe(driver.containers[1]);
  });

  it('lets others wait until the first has initialised it', async () => {
    const { pool, request, driver, clock } = poolOnFakes();
    const first = await pool.acquire(request(wish));
    const others = [observe(pool.acquire(request(wish))), observe(pool.acquire(request(wish)))];
    await settle();
    expect(others.map(({ state }) => state)).toEqual(['pending', 'pending']);
    clock.advance(30);
    first.initialised(30);
    await settle();
    expect(others.map(({ value }) => value)).toMatchObject([
      { start: 'hot', needsInit: false, waitMs: 30 },
      { start: 'hot', needsInit: false, waitMs: 30 },
    ]);
    expect(driver.createCalls).toBe(1);
  });

  it('creates no more containers than the waiting need', async () => {
    const { pool, request, driver } = poolOnFakes({ maxCreating: 10 });
    driver.creates.hold();
    for (let n = 0; n < 4; n += 1) void observe(pool.acquire(request(wish)));
    await settle();
    expect(driver.createCalls).toBe(2);
  });

  it('places the others elsewhere, each with its own init, if the init fails', async () => {
    const { pool, request, driver } = poolOnFakes();
    const first = await pool.acquire(request(wish));
    const [second, third] = [observe(pool.acquire(request(wish))), observe(pool.acquire(request(wish)))];
    first.initFailed();
    await settle();
    expect(second.value).toMatchObject({ start: 'cold', needsInit: true });
    expect(second.value?.container).not.toBe(first.container);
    expect(third.state).toBe('pending');
    second.value?.initialised(1);
    await settle();
    expect(third.value).toMatchObject({ start: 'hot', needsInit: false });
    first.release('keep');
    await settle();
    expect(driver.containers[0]?.destroyed).toBe(true);
  });

  it('becomes idle when the last one leaves', async () => {
    const { pool, lease } = poolOnFakes();
    const [a, b] = [await lease(wish), await lease(wish)];
    a.release('keep');
    expect(pool.snapshot().containers[0]).toMatchObject({ state: 'busy', active: 1 });
    b.release('keep');
    expect(pool.snapshot().containers[0]).toMatchObject({ state: 'idle', active: 0 });
  });

  it('is not handed out again once a run spoilt it, and goes when the last one leaves', async () => {
    const { pool, lease, driver } = poolOnFakes();
    const [a, b] = [await lease(wish), await lease(wish)];
    a.release('destroy');
    expect((await lease(wish)).container).toBe(driver.containers[1]);
    expect(driver.containers[0]?.operations).toEqual([]);
    b.release('keep');
    await settle();
    expect(driver.containers[0]?.destroyed).toBe(true);
    expect(pool.snapshot().usedMb).toBe(256);
  });

  it('resumes one container for several requests', async () => {
    const { pool, request, lease, clock, driver } = poolOnFakes();
    (await lease(wish)).release('keep');
    clock.advance(11_000);
    await settle();
    const leases = await Promise.all([pool.acquire(request(wish)), pool.acquire(request(wish))]);
    expect(leases.map(({ start }) => start)).toEqual(['warm', 'hot']);
    expect(driver.containers[0]?.operations).toEqual(['pause', 'resume']);
  });

  it('has room again when one of a full container leaves', async () => {
    const { pool, request, lease } = poolOnFakes();
    const [a] = [await lease(wish), await lease(wish), await lease(wish)];
    expect(pool.acquireNow(request(wish))).toBeUndefined();
    a.release('keep');
    expect(pool.acquireNow(request(wish))?.container).toBe(a.container);
  });
});
