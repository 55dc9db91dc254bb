import { WhiskError } from '@whisker/entities';
import { PoolRefusal } from './pool-refusal';
import { observe, poolOnFakes, settle } from './testing';

const full = async (fakes: ReturnType<typeof poolOnFakes>) =>
  Promise.all([1, 2, 3, 4].map((n) => fakes.lease({ action: `guest/busy${n}` })));

describe('waiting for a container', () => {
  it('serves in order when memory becomes free', async () => {
    const fakes = poolOnFakes();
    const { pool, request } = fakes;
    const busy = await full(fakes);
    const waiting = ['a', 'b'].map((name) => observe(pool.acquire(request({ action: name }))));
    await settle();
    expect(pool.snapshot()).toMatchObject({ waiting: 2, blocked: 2 });
    busy[0]?.release('keep');
    await settle();
    expect(waiting.map(({ state }) => state)).toEqual(['fulfilled', 'pending']);
    busy[1]?.release('destroy');
    await settle();
    expect(waiting.map(({ state }) => state)).toEqual(['fulfilled', 'fulfilled']);
    expect(pool.snapshot()).toMatchObject({ waiting: 0, blocked: 0 });
  });

  it('takes a hot container that becomes free before its own is made', async () => {
    const { pool, request, lease, driver, clock } = poolOnFakes();
    const held = await lease();
    driver.creates.hold();
    const waiting = observe(pool.acquire(request()));
    await settle();
    clock.advance(5);
    held.release('keep');
    await settle();
    expect(waiting.value).toMatchObject({ start: 'hot', needsInit: false, waitMs: 5 });
    driver.creates.open();
    await settle();
    expect(pool.snapshot().containers.map(({ state }) => state)).toEqual(['busy', 'prewarmed']);
    expect(await pool.acquire(request({ action: 'guest/other' }))).toMatchObject({ start: 'prewarm' });
  });

  it('leaves the container made for it to the next of the same spec', async () => {
    const { pool, request, lease, driver } = poolOnFakes({ memoryMb: 512 });
    const held = await lease();
    driver.creates.hold();
    const first = observe(pool.acquire(request()));
    const other = observe(pool.acquire(request({ action: 'guest/other' })));
    held.release('keep');
    await settle();
    expect([first.state, other.state]).toEqual(['fulfilled', 'pending']);
    driver.creates.open();
    await settle();
    expect(other.value).toMatchObject({ start: 'cold', needsInit: true });
    expect(driver.createCalls).toBe(2);
  });

  it('counts on a container in creation that nobody needs any more', async () => {
    const { pool, request, lease, driver } = poolOnFakes();
    const held = await lease();
    driver.creates.hold();
    void observe(pool.acquire(request()));
    held.release('keep');
    const late = observe(pool.acquire(request({ action: 'guest/late' })));
    await settle();
    expect(driver.createCalls).toBe(2);
    driver.creates.open();
    await settle();
    expect(late.state).toBe('fulfilled');
    expect(driver.createCalls).toBe(2);
  });

  it('creates no more than maxCreating at once', async () => {
    const { pool, request, driver } = poolOnFakes();
    driver.creates.hold();
    const waiting = ['a', 'b', 'c'].map((action) => observe(pool.acquire(request({ action }))));
    await settle();
    expect(driver.createCalls).toBe(2);
    expect(pool.snapshot()).toMatchObject({ waiting: 3, blocked: 0, usedMb: 512 });
    driver.creates.held[0]?.finish();
    await settle();
    expect(driver.createCalls).toBe(3);
    driver.creates.open();
    await settle();
    expect(waiting.map(({ state }) => state)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  });

  it('refuses at its deadline', async () => {
    const fakes = poolOnFakes();
    await full(fakes);
    const waiting = observe(fakes.pool.acquire(fakes.request({ timeoutMs: 500 })));
    fakes.clock.advance(400);
    await settle();
    expect(waiting.state).toBe('pending');
    fakes.clock.advance(100);
    await settle();
    expect(waiting.error).toMatchObject({ reason: 'deadline', kind: 'unavailable', code: 'unavailable' });
    expect(fakes.pool.snapshot().waiting).toBe(0);
  });

  it('refuses at once what may not wait and finds nothing hot', async () => {
    const { pool, request, driver } = poolOnFakes();
    await expect(pool.acquire(request({ timeoutMs: 0 }))).rejects.toMatchObject({ reason: 'deadline' });
    expect(driver.createCalls).toBe(0);
  });

  it('refuses when too many wait', async () => {
    const fakes = poolOnFakes({ maxWaiting: 2 });
    const { pool, request } = fakes;
    const busy = await full(fakes);
    const waiting = ['a', 'b'].map((action) => observe(pool.acquire(request({ action }))));
    await expect(pool.acquire(request({ action: 'c' }))).rejects.toMatchObject({ reason: 'queue-full' });
    expect(waiting.map(({ state }) => state)).toEqual(['pending', 'pending']);
    busy.forEach((lease) => lease.release('keep'));
    await settle();
    expect(waiting.map(({ state }) => state)).toEqual(['fulfilled', 'fulfilled']);
  });

  it('does not count those whose container is on its way', async () => {
    const { pool, request, driver } = poolOnFakes({ maxWaiting: 0 });
    driver.creates.hold();
    const waiting = ['a', 'b', 'c', 'd'].map((action) => observe(pool.acquire(request({ action }))));
    await expect(pool.acquire(request({ action: 'e' }))).rejects.toMatchObject({ reason: 'queue-full' });
    driver.creates.open();
    await settle();
    expect(waiting.every(({ state }) => state === 'fulfilled')).toBe(true);
  });

  it('refuses what can never fit, and says so', async () => {
    const { pool, request } = poolOnFakes();
    const refused = pool.acquire(request({ memoryMb: 2048 }));
    await expect(refused).rejects.toThrow('The action needs 2048 MB of memory, but all containers here have 1024 MB.');
    await expect(refused).rejects.toMatchObject({ reason: 'too-large' });
  });

  it('refuses with catalogued errors', async () => {
    const { pool, request } = poolOnFakes();
    const error = await pool.acquire(request({ timeoutMs: 0 })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PoolRefusal);
    expect(WhiskError.is(error)).toBe(true);
    expect((error as Error).message).toMatch(/^The server is currently unavailable/);
  });

  it('gives up when its signal fires', async () => {
    const fakes = poolOnFakes();
    const busy = await full(fakes);
    const abort = new AbortController();
    const given = observe(fakes.pool.acquire(fakes.request({ action: 'a', signal: abort.signal })));
    const next = observe(fakes.pool.acquire(fakes.request({ action: 'b' })));
    abort.abort(new Error('caller left'));
    busy[0]?.release('keep');
    await settle();
    expect(given.error).toMatchObject({ message: 'caller left' });
    expect(next.state).toBe('fulfilled');
  });

  it('does not begin for a signal that has fired', async () => {
    const { pool, request, driver } = poolOnFakes();
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(pool.acquire(request({ signal }))).rejects.toThrow('gone');
    expect(driver.createCalls).toBe(0);
  });

  it('leaves a created container to others when the waiting one gave up', async () => {
    const { pool, request, driver } = poolOnFakes();
    driver.creates.hold();
    const abort = new AbortController();
    void observe(pool.acquire(request({ signal: abort.signal })));
    abort.abort();
    driver.creates.open();
    await settle();
    expect(pool.snapshot().containers).toMatchObject([{ state: 'prewarmed', active: 0 }]);
  });

  it('lets the next go on at once when a starving head gives up', async () => {
    const { pool, request, lease } = poolOnFakes({ maxPasses: 0 });
    await lease({ action: 'a', memoryMb: 768 });
    const abort = new AbortController();
    void observe(pool.acquire(request({ action: 'big', memoryMb: 512, signal: abort.signal })));
    const next = observe(pool.acquire(request({ action: 'b' })));
    await settle();
    expect(next.state).toBe('pending');
    abort.abort();
    await settle();
    expect(next.state).toBe('fulfilled');
  });

  it('counts one container for one waiting request only', async () => {
    const { pool, request, lease, driver } = poolOnFakes({ memoryMb: 512 });
    const held = await lease();
    driver.creates.hold();
    void observe(pool.acquire(request()));
    const others = [observe(pool.acquire(request({ action: 'b' }))), observe(pool.acquire(request({ action: 'b' })))];
    held.release('keep');
    driver.creates.open();
    await settle();
    expect(others.map(({ state }) => state)).toEqual(['fulfilled', 'pending']);
    expect(pool.snapshot()).toMatchObject({ waiting: 1, blocked: 1 });
  });
});
