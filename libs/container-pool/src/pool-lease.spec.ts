import { poolOnFakes, settle } from './testing';

describe('a lease', () => {
  it('reports a second release and ignores it', async () => {
    const { pool, lease, logged } = poolOnFakes();
    const held = await lease();
    held.release('keep');
    expect(() => held.release('destroy')).not.toThrow();
    expect(logged).toMatchObject([
      { level: 'error', message: 'lease misused: released twice', details: { action: 'guest/hello' } },
    ]);
    expect(pool.snapshot()).toMatchObject({ active: 0, containers: [{ state: 'idle', active: 0 }] });
  });

  it('destroys on request', async () => {
    const { pool, lease, driver } = poolOnFakes();
    (await lease()).release('destroy');
    expect(pool.snapshot().containers).toMatchObject([{ state: 'removing' }]);
    await settle();
    expect(driver.containers[0]?.destroyed).toBe(true);
    expect(pool.snapshot()).toMatchObject({ containers: [], usedMb: 0 });
  });

  it.each(['keep', 'destroy'] as const)(
    'destroys a container that was not initialised, released with %s',
    async (outcome) => {
      const { pool, request, driver } = poolOnFakes();
      (await pool.acquire(request())).release(outcome);
      await settle();
      expect(driver.alive).toEqual([]);
    },
  );

  it('destroys after a failed init, whatever the release says', async () => {
    const { pool, request, driver } = poolOnFakes();
    const lease = await pool.acquire(request());
    lease.initFailed();
    expect(pool.acquireNow(request())).toBeUndefined();
    lease.release('keep');
    await settle();
    expect(driver.alive).toEqual([]);
  });

  it.each([
    ['initialised without need', false, ['initialised']],
    ['initialised twice', true, ['initialised', 'initialised']],
    ['failed after initialised', true, ['initialised', 'initFailed']],
  ])('reports an init that is %s', async (_what, cold, calls) => {
    const { pool, request, warmUp, logged } = poolOnFakes();
    if (!cold) await warmUp();
    const lease = await pool.acquire(request());
    for (const call of calls)
      if (call === 'initialised') lease.initialised(1);
      else lease.initFailed();
    expect(logged).toHaveLength(1);
    lease.release('keep');
    expect(pool.snapshot().containers).toMatchObject([{ state: 'idle' }]);
  });

  it('is void for init reports after its release', async () => {
    const { pool, request, logged } = poolOnFakes();
    const lease = await pool.acquire(request());
    lease.release('destroy');
    lease.initialised(1);
    expect(logged).toHaveLength(1);
    await settle();
    expect(pool.snapshot().containers).toEqual([]);
  });

  it('tells the time of creation apart from the time in the queue', async () => {
    const { pool, request, driver, clock } = poolOnFakes({ maxCreating: 1 });
    driver.creates.hold();
    const first = pool.acquire(request());
    const second = pool.acquire(request({ action: 'guest/b' }));
    clock.advance(40);
    driver.creates.held[0]?.finish();
    await settle();
    clock.advance(25);
    driver.creates.open();
    expect(await first).toMatchObject({ waitMs: 0, containerMs: 40 });
    expect(await second).toMatchObject({ waitMs: 40, containerMs: 25 });
  });
});
