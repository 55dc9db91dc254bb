import { observe, poolOnFakes, settle } from './testing';

/** The clock stands still here: runs take 0 ms, so the policy would always have a request wait. */
describe('waiting for a busy container', () => {
  it('is bounded like any other wait', async () => {
    const { pool, request, lease, warmUp } = poolOnFakes({ maxWaiting: 3, memoryMb: 256 });
    await warmUp();
    await lease();
    const waiting = Array.from({ length: 50 }, () => observe(pool.acquire(request())));
    await settle();
    expect(pool.snapshot().waiting).toBe(3);
    expect(waiting.filter(({ state }) => state === 'rejected')).toHaveLength(47);
  });

  it('ends with a lease on that container', async () => {
    const { pool, request, lease, warmUp, driver } = poolOnFakes();
    await warmUp();
    const busy = await lease();
    const waiting = observe(pool.acquire(request()));
    await settle();
    expect([waiting.state, driver.createCalls]).toEqual(['pending', 1]);
    busy.release('keep');
    await settle();
    expect(waiting.value).toMatchObject({ start: 'hot', needsInit: false });
  });

  it('ends with another container when the busy one is lost', async () => {
    const { pool, request, lease, warmUp } = poolOnFakes();
    await warmUp();
    const busy = await lease();
    const waiting = observe(pool.acquire(request()));
    busy.release('destroy');
    await settle();
    expect(waiting.value).toMatchObject({ start: 'cold', needsInit: true });
  });

  it('ends with another container when it lasts as long as a start would have', async () => {
    const { pool, request, lease, warmUp, clock } = poolOnFakes();
    await warmUp();
    await lease();
    const waiting = observe(pool.acquire(request()));
    clock.advance(200);
    await settle();
    expect(waiting.value).toMatchObject({ start: 'cold' });
  });

  it('is not chosen while nothing is known of its runs', async () => {
    const { pool, request, lease } = poolOnFakes();
    await lease();
    expect((await pool.acquire(request())).start).toBe('cold');
  });

  it('is left out by a policy that never waits', async () => {
    const { pool, request, lease, warmUp } = poolOnFakes({ startPolicy: { waits: () => false } });
    await warmUp();
    await lease();
    expect((await pool.acquire(request())).start).toBe('cold');
  });
});
