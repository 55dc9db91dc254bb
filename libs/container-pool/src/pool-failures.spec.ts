import { ContainerError } from './container';
import { observe, poolOnFakes, settle } from './testing';

describe('a container that cannot be created', () => {
  it('is tried once more', async () => {
    const { lease, driver } = poolOnFakes();
    driver.creates.failNext(new ContainerError('daemon busy'));
    expect((await lease()).start).toBe('cold');
    expect(driver.createCalls).toBe(2);
  });

  it('fails its request the second time', async () => {
    const { pool, request, driver } = poolOnFakes();
    const second = new ContainerError('no such image', 'user');
    driver.creates.failNext(new ContainerError('no such image', 'user'), second);
    await expect(pool.acquire(request())).rejects.toBe(second);
    expect(pool.snapshot()).toMatchObject({ containers: [], usedMb: 0, waiting: 0 });
  });

  it('fails it with a ContainerError, whatever the driver threw', async () => {
    const { pool, request, driver } = poolOnFakes();
    const cause = new TypeError('a fault in the driver');
    driver.creates.failNext(cause, cause);
    const error = await pool.acquire(request()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ContainerError);
    expect(error).toMatchObject({ fault: 'platform', cause });
  });

  it('fails only one of several that wait for it', async () => {
    const { pool, request, driver } = poolOnFakes();
    driver.creates.hold();
    const wish = { concurrency: 4 };
    const [first, second] = [observe(pool.acquire(request(wish))), observe(pool.acquire(request(wish)))];
    driver.creates.held[0]?.fail();
    await settle();
    driver.creates.held[0]?.fail();
    await settle();
    expect([first.state, second.state]).toEqual(['rejected', 'pending']);
    driver.creates.open();
    await settle();
    expect(second.value).toMatchObject({ start: 'cold', needsInit: true });
  });

  it('fails nobody if nobody waits for it any more, and is not tried again', async () => {
    const { pool, request, lease, driver } = poolOnFakes();
    const held = await lease();
    driver.creates.hold();
    const waiting = observe(pool.acquire(request()));
    held.release('keep');
    await settle();
    driver.creates.held[0]?.fail();
    await settle();
    expect(waiting.state).toBe('fulfilled');
    expect(driver.createCalls).toBe(2);
    expect(pool.snapshot()).toMatchObject({ usedMb: 256 });
  });

  it('fails nobody who has another one on the way', async () => {
    const { pool, request, lease, driver } = poolOnFakes();
    const held = await lease();
    driver.creates.hold();
    const [first, second] = [observe(pool.acquire(request())), observe(pool.acquire(request()))];
    held.release('keep');
    await settle();
    expect([first.state, second.state]).toEqual(['fulfilled', 'pending']);
    driver.creates.held[0]?.fail();
    await settle();
    driver.creates.held[1]?.fail();
    await settle();
    expect(second.state).toBe('pending');
    driver.creates.open();
    await settle();
    expect(second.state).toBe('fulfilled');
  });

  it('leaves its memory and its turn to the next', async () => {
    const { pool, request, driver } = poolOnFakes({ memoryMb: 256 });
    driver.creates.failNext(new Error('one'), new Error('two'));
    const failed = observe(pool.acquire(request({ action: 'a' })));
    const next = observe(pool.acquire(request({ action: 'b' })));
    await settle();
    expect([failed.state, next.state]).toEqual(['rejected', 'fulfilled']);
  });
});

describe('a container that cannot be paused', () => {
  it('stays as it is and is tried again later', async () => {
    const { pool, warmUp, driver, clock, logged, lease } = poolOnFakes();
    await warmUp();
    driver.pauses.failNext(new Error('no runc'));
    clock.advance(11_000);
    await settle();
    expect(pool.snapshot().containers).toMatchObject([{ state: 'idle' }]);
    expect(logged).toMatchObject([{ level: 'warn', message: 'container not paused, it stays as it is' }]);
    clock.advance(5_000);
    await settle();
    expect(driver.containers[0]?.operations).toEqual(['pause']);
    clock.advance(6_000);
    await settle();
    expect(driver.containers[0]?.operations).toEqual(['pause', 'pause']);
    expect((await lease()).start).toBe('warm');
  });

  it('serves the request that came meanwhile', async () => {
    const { pool, request, warmUp, driver, clock } = poolOnFakes();
    await warmUp();
    driver.pauses.hold();
    clock.advance(11_000);
    const waiting = observe(pool.acquire(request()));
    driver.pauses.held[0]?.fail();
    await settle();
    expect(waiting.value).toMatchObject({ start: 'hot', needsInit: false });
    expect(driver.createCalls).toBe(1);
  });
});

describe('a container that cannot be resumed', () => {
  it('is destroyed, and its request placed elsewhere', async () => {
    const { pool, request, warmUp, driver, clock } = poolOnFakes();
    await warmUp();
    clock.advance(11_000);
    await settle();
    driver.resumes.failNext(new Error('frozen for ever'));
    expect(await pool.acquire(request())).toMatchObject({ start: 'cold', needsInit: true });
    await settle();
    expect(driver.containers[0]?.destroyed).toBe(true);
    expect(pool.snapshot().usedMb).toBe(256);
  });
});

describe('a container that ends by itself', () => {
  it('is removed while idle', async () => {
    const { pool, request, warmUp, driver } = poolOnFakes();
    await warmUp();
    driver.containers[0]?.exit();
    await settle();
    expect(driver.containers[0]?.destroyed).toBe(true);
    expect(pool.snapshot().usedMb).toBe(0);
    expect((await pool.acquire(request())).start).toBe('cold');
  });

  it('is removed while paused', async () => {
    const { warmUp, driver, clock } = poolOnFakes();
    await warmUp();
    clock.advance(11_000);
    await settle();
    driver.containers[0]?.exit(true);
    await settle();
    expect(driver.containers[0]?.operations).toEqual(['pause', 'destroy']);
  });

  it('is removed and replaced while prewarmed', async () => {
    const { pool, driver } = poolOnFakes({ stemCells: [{ kind: 'nodejs:20', memoryMb: 256, count: 1 }] });
    pool.start();
    await settle();
    driver.containers[0]?.exit();
    await settle();
    expect(driver.containers.map(({ destroyed }) => destroyed)).toEqual([true, false]);
  });

  it('is removed when the pause that was under way has ended', async () => {
    const { warmUp, driver, clock } = poolOnFakes();
    await warmUp();
    driver.pauses.hold();
    clock.advance(11_000);
    driver.containers[0]?.exit();
    await settle();
    expect(driver.containers[0]?.operations).toEqual(['pause']);
    driver.pauses.held[0]?.fail();
    await settle();
    expect(driver.containers[0]?.operations).toEqual(['pause', 'destroy']);
  });

  it('leaves its request to another when it ends while resumed', async () => {
    const { pool, request, warmUp, driver, clock } = poolOnFakes();
    await warmUp();
    clock.advance(11_000);
    await settle();
    driver.resumes.hold();
    const waiting = observe(pool.acquire(request()));
    driver.containers[0]?.exit();
    await settle();
    expect(waiting.value).toMatchObject({ start: 'cold' });
    driver.resumes.open();
    await settle();
    expect(driver.containers[0]?.operations).toEqual(['pause', 'resume', 'destroy']);
  });

  it('is left to its lease while it runs, and removed after it', async () => {
    const { pool, lease, request, driver } = poolOnFakes();
    const held = await lease({ concurrency: 2 });
    driver.containers[0]?.exit();
    await settle();
    expect(pool.acquireNow(request({ concurrency: 2 }))).toBeUndefined();
    expect(driver.containers[0]?.operations).toEqual([]);
    held.release('keep');
    await settle();
    expect(driver.containers[0]?.operations).toEqual(['destroy']);
  });

  it('sends those who wait for its init elsewhere', async () => {
    const { pool, request, driver } = poolOnFakes();
    const first = await pool.acquire(request({ concurrency: 2 }));
    const second = observe(pool.acquire(request({ concurrency: 2 })));
    driver.containers[0]?.exit();
    await settle();
    expect(second.value).toMatchObject({ start: 'cold', needsInit: true });
    first.initialised(1);
    first.release('keep');
    await settle();
    expect(driver.containers[0]?.destroyed).toBe(true);
  });
});

describe('a driver that breaks its promises', () => {
  it('does not cost memory by a rejected destroy', async () => {
    const { pool, lease, driver, logged } = poolOnFakes();
    driver.destroys.failNext(new Error('not now'));
    (await lease()).release('destroy');
    await settle();
    expect(logged).toMatchObject([{ level: 'error' }]);
    expect(pool.snapshot().usedMb).toBe(0);
  });

  it('may throw at once', async () => {
    const { pool, request, warmUp, driver, clock } = poolOnFakes();
    await warmUp();
    const container = driver.containers[0];
    if (container) {
      container.pause = () => {
        throw new Error('not even a promise');
      };
    }
    clock.advance(11_000);
    await settle();
    expect(pool.acquireNow(request())?.start).toBe('hot');
  });
});
