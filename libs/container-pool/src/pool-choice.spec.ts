import { poolOnFakes, settle } from './testing';

const states = (pool: ReturnType<typeof poolOnFakes>['pool']) => pool.snapshot().containers.map(({ state }) => state);

describe('which container a request gets', () => {
  it('creates one if there is none', async () => {
    const { pool, request, driver } = poolOnFakes();
    const lease = await pool.acquire(request());
    expect(lease).toMatchObject({ start: 'cold', needsInit: true, waitMs: 0 });
    expect(lease.container).toBe(driver.containers[0]);
    expect(lease.container.spec).toEqual(request().spec);
  });

  it('takes a hot one again, without an init', async () => {
    const { pool, request, warmUp, driver } = poolOnFakes();
    await warmUp();
    expect(await pool.acquire(request())).toMatchObject({ start: 'hot', needsInit: false, waitMs: 0, containerMs: 0 });
    expect(driver.createCalls).toBe(1);
  });

  it('takes the most recently used of several', async () => {
    const { lease } = poolOnFakes();
    const [a, b, c] = [await lease(), await lease(), await lease()];
    a.release('keep');
    c.release('keep');
    b.release('keep');
    expect((await lease()).container).toBe(b.container);
    expect((await lease()).container).toBe(c.container);
    expect((await lease()).container).toBe(a.container);
  });

  it.each([
    ['namespace', { namespace: 'other' }],
    ['action', { action: 'guest/other' }],
    ['revision', { revision: '2' }],
    ['memory', { memoryMb: 128 }],
    ['concurrency', { concurrency: 2 }],
  ])('never shares with another %s', async (_what, wish) => {
    const { pool, request, warmUp } = poolOnFakes();
    await warmUp();
    expect(pool.acquireNow(request(wish))).toBeUndefined();
    expect(await pool.acquire(request(wish))).toMatchObject({ start: 'cold', needsInit: true });
  });

  it('finds the container of an older revision again, if that is asked for', async () => {
    const { lease, warmUp } = poolOnFakes();
    await warmUp({ revision: '1' });
    await warmUp({ revision: '2' });
    expect((await lease({ revision: '1' })).start).toBe('hot');
  });

  it('resumes a paused one', async () => {
    const { pool, request, warmUp, clock, driver } = poolOnFakes();
    await warmUp();
    clock.advance(11_000);
    await settle();
    expect(states(pool)).toEqual(['paused']);
    driver.resumes.hold();
    const waiting = pool.acquire(request());
    expect(states(pool)).toEqual(['resuming']);
    clock.advance(7);
    driver.resumes.open();
    expect(await waiting).toMatchObject({ start: 'warm', needsInit: false, waitMs: 0, containerMs: 7 });
  });

  it('resumes one that is just being paused, when that is done', async () => {
    const { pool, request, warmUp, clock, driver } = poolOnFakes();
    await warmUp();
    driver.pauses.hold();
    clock.advance(11_000);
    const waiting = pool.acquire(request());
    expect(states(pool)).toEqual(['pausing']);
    driver.pauses.open();
    expect((await waiting).start).toBe('warm');
    expect(driver.containers[0]?.operations).toEqual(['pause', 'resume']);
    expect(driver.createCalls).toBe(1);
  });

  it('takes a prewarmed one of the kind and memory', async () => {
    const { pool, request, driver } = poolOnFakes({ stemCells: [{ kind: 'nodejs:20', memoryMb: 256, count: 1 }] });
    pool.start();
    await settle();
    const acquired = pool.acquire(request());
    expect(states(pool)[0]).toBe('initialising');
    expect(await acquired).toMatchObject({ start: 'prewarm', needsInit: true, containerMs: 0 });
    expect((await acquired).container).toBe(driver.containers[0]);
  });

  it.each([
    ['memory', { memoryMb: 512 }],
    ['kind', { kind: 'python:3' }],
  ])('does not take a prewarmed one of another %s', async (_what, wish) => {
    const { pool, request } = poolOnFakes({ stemCells: [{ kind: 'nodejs:20', memoryMb: 256, count: 1 }] });
    pool.start();
    await settle();
    expect((await pool.acquire(request(wish))).start).toBe('cold');
  });

  it('prefers hot to paused to prewarmed to new', async () => {
    const { pool, lease, clock } = poolOnFakes({
      memoryMb: 2048,
      stemCells: [{ kind: 'nodejs:20', memoryMb: 256, count: 1 }],
    });
    const [first, second] = [await lease(), await lease()];
    first.release('keep');
    pool.start();
    clock.advance(11_000);
    await settle();
    second.release('keep');
    expect([(await lease()).start, (await lease()).start]).toEqual(['hot', 'warm']);
    expect((await lease()).start).toBe('prewarm');
  });

  it('answers acquireNow for hot containers only', async () => {
    const { pool, request, warmUp, clock } = poolOnFakes();
    expect(pool.acquireNow(request())).toBeUndefined();
    await warmUp();
    expect(pool.acquireNow(request())).toMatchObject({ start: 'hot', needsInit: false });
    expect(pool.acquireNow(request())).toBeUndefined();
    clock.advance(1);
  });

  it('fulfils a hot request without further turns', async () => {
    const { pool, request, warmUp } = poolOnFakes();
    await warmUp();
    const order: string[] = [];
    const acquired = pool.acquire(request()).then(() => order.push('lease'));
    const tick = Promise.resolve().then(() => order.push('next microtask'));
    await Promise.all([acquired, tick]);
    expect(order).toEqual(['lease', 'next microtask']);
  });

  it('serves a hot request even past its deadline: it does not wait', async () => {
    const { lease, warmUp } = poolOnFakes();
    await warmUp();
    expect((await lease({ timeoutMs: -1 })).start).toBe('hot');
  });

  it('resumes one container for one request: a second one gets its own', async () => {
    const { pool, request, warmUp, clock, driver } = poolOnFakes({ startPolicy: { waits: () => false } });
    await warmUp();
    driver.pauses.hold();
    clock.advance(11_000);
    const both = [pool.acquire(request()), pool.acquire(request())];
    driver.pauses.open();
    const leases = await Promise.all(both);
    expect(leases.map(({ start }) => start).sort()).toEqual(['cold', 'warm']);
    expect(leases[0]?.container).not.toBe(leases[1]?.container);
  });
});
