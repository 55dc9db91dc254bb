import { observe, poolOnFakes, settle } from './testing';

describe('drain', () => {
  it('hands out no more leases', async () => {
    const { pool, request, warmUp, clock } = poolOnFakes();
    await warmUp();
    void pool.drain(clock.now() + 1000);
    expect(pool.acquireNow(request())).toBeUndefined();
    await expect(pool.acquire(request())).rejects.toMatchObject({ reason: 'draining' });
    expect(pool.snapshot().draining).toBe(true);
  });

  it('refuses those that wait', async () => {
    const { pool, request, lease, clock } = poolOnFakes({ memoryMb: 256 });
    await lease();
    const waiting = ['a', 'b'].map((action) => observe(pool.acquire(request({ action }))));
    void pool.drain(clock.now() + 1000);
    await settle();
    expect(waiting.map(({ error }) => error)).toMatchObject([{ reason: 'draining' }, { reason: 'draining' }]);
  });

  it('destroys idle containers at once and busy ones when they are released', async () => {
    const { pool, lease, warmUp, driver, clock, timers } = poolOnFakes();
    await warmUp({ action: 'a' });
    const held = await lease({ action: 'b' });
    const drained = observe(pool.drain(clock.now() + 60_000));
    await settle();
    expect(driver.containers.map(({ destroyed }) => destroyed)).toEqual([true, false]);
    expect(drained.state).toBe('pending');
    held.release('keep');
    await settle();
    expect(drained.state).toBe('fulfilled');
    expect(pool.snapshot()).toMatchObject({ containers: [], usedMb: 0, active: 0 });
    expect(timers.running).toBe(0);
  });

  it('destroys busy ones at the deadline', async () => {
    const { pool, lease, driver, clock, logged } = poolOnFakes();
    const held = await lease();
    const drained = observe(pool.drain(clock.now() + 5000));
    clock.advance(4900);
    await settle();
    expect(driver.containers[0]?.destroyed).toBe(false);
    clock.advance(100);
    await settle();
    expect(driver.containers[0]?.destroyed).toBe(true);
    expect(drained.state).toBe('fulfilled');
    held.release('keep');
    expect(pool.snapshot().active).toBe(0);
    expect(logged).toEqual([]);
  });

  it('waits for creations under way and destroys what they bring', async () => {
    const { pool, request, driver, clock } = poolOnFakes({
      stemCells: [{ kind: 'nodejs:20', memoryMb: 256, count: 1 }],
    });
    driver.creates.hold();
    pool.start();
    const waiting = observe(pool.acquire(request({ kind: 'python:3' })));
    const drained = observe(pool.drain(clock.now()));
    await settle();
    expect([waiting.state, drained.state]).toEqual(['rejected', 'pending']);
    driver.creates.held[0]?.finish();
    driver.creates.held[0]?.fail();
    await settle();
    expect(drained.state).toBe('fulfilled');
    expect(driver.createCalls).toBe(2);
    expect(driver.alive).toEqual([]);
  });

  it('waits for pauses and resumes under way', async () => {
    const { pool, request, warmUp, driver, clock } = poolOnFakes();
    await warmUp({ action: 'a' });
    clock.advance(11_000);
    await settle();
    await warmUp({ action: 'b' });
    driver.pauses.hold();
    driver.resumes.hold();
    clock.advance(11_000);
    const waiting = observe(pool.acquire(request({ action: 'a' })));
    const drained = observe(pool.close());
    await settle();
    expect([waiting.state, drained.state]).toEqual(['rejected', 'pending']);
    driver.pauses.open();
    driver.resumes.open();
    await settle();
    expect(drained.state).toBe('fulfilled');
    expect(driver.violations).toEqual([]);
    expect(driver.alive).toEqual([]);
  });

  it('can be brought forward', async () => {
    const { pool, lease, driver, clock } = poolOnFakes();
    await lease();
    const slow = observe(pool.drain(clock.now() + 60_000));
    await settle();
    await pool.close();
    await settle();
    expect(slow.state).toBe('fulfilled');
    expect(driver.alive).toEqual([]);
  });

  it('leaves the driver open', async () => {
    const { pool, driver } = poolOnFakes();
    await pool.close();
    expect(driver.closed).toBe(false);
  });

  it('keeps a pool from starting afterwards', async () => {
    const { pool, driver, timers } = poolOnFakes({ stemCells: [{ kind: 'nodejs:20', memoryMb: 256, count: 1 }] });
    await pool.close();
    pool.start();
    await settle();
    expect(driver.createCalls).toBe(0);
    expect(timers.running).toBe(0);
  });
});
