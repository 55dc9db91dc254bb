import { observe, poolOnFakes, settle } from './testing';
import type { EvictionPolicy, EvictionView } from './policies/eviction-policy';

describe('making room', () => {
  it('removes idle containers, the longest unused first', async () => {
    const { pool, request, warmUp, clock, driver } = poolOnFakes();
    for (const action of ['a', 'b', 'c', 'd']) {
      await warmUp({ action });
      clock.advance(10);
    }
    expect((await pool.acquire(request({ action: 'e' }))).start).toBe('cold');
    expect(driver.containers.map(({ destroyed }) => destroyed)).toEqual([true, false, false, false, false]);
    expect(pool.snapshot().evictions).toBe(1);
  });

  it('waits until the memory is really free', async () => {
    const { pool, request, warmUp, driver } = poolOnFakes({ memoryMb: 256 });
    await warmUp({ action: 'a' });
    driver.destroys.hold();
    const waiting = observe(pool.acquire(request({ action: 'b' })));
    await settle();
    expect(driver.createCalls).toBe(1);
    expect(pool.snapshot()).toMatchObject({ usedMb: 256, freeMb: 0, waiting: 1, blocked: 0 });
    driver.destroys.open();
    await settle();
    expect(waiting.state).toBe('fulfilled');
  });

  it('removes no more for a request that memory is on the way for', async () => {
    const { pool, request, warmUp, driver } = poolOnFakes({ memoryMb: 512 });
    await warmUp({ action: 'a' });
    await warmUp({ action: 'b', namespace: 'x' });
    driver.destroys.hold();
    const first = observe(pool.acquire(request({ action: 'c' })));
    expect(pool.snapshot().evictions).toBe(1);
    const second = observe(pool.acquire(request({ action: 'd' })));
    expect(pool.snapshot().evictions).toBe(2);
    driver.destroys.open();
    await settle();
    expect([first.state, second.state]).toEqual(['fulfilled', 'fulfilled']);
  });

  it('does not count on a removal that does not end', async () => {
    const { pool, request, warmUp, lease, driver, clock, logged } = poolOnFakes({ memoryMb: 512 });
    const held = await lease({ action: 'b' });
    await warmUp({ action: 'a' });
    driver.destroys.hold();
    const waiting = observe(pool.acquire(request({ action: 'c' })));
    await settle();
    clock.advance(12_000);
    expect(logged.map(({ message }) => message)).toEqual([
      'a container takes long to be removed, its memory is not counted on',
    ]);
    held.release('keep');
    await settle();
    driver.destroys.held[1]?.finish();
    await settle();
    expect(waiting.state).toBe('fulfilled');
    expect(pool.snapshot().usedMb).toBe(512);
    driver.destroys.open();
    await settle();
    expect(pool.snapshot().usedMb).toBe(256);
    waiting.value?.release('destroy');
    await settle();
    expect((await pool.acquire(request({ action: 'all', memoryMb: 512 }))).start).toBe('cold');
  });

  it('removes all that is needed, or nothing', async () => {
    const { pool, request, warmUp, lease, driver } = poolOnFakes();
    await lease({ action: 'a', memoryMb: 512 });
    await warmUp({ action: 'b' });
    await lease({ action: 'c' });
    void observe(pool.acquire(request({ action: 'big', memoryMb: 512 })));
    await settle();
    expect(driver.alive).toHaveLength(3);
  });

  it('removes stale revisions first', async () => {
    const { pool, request, warmUp, clock, driver } = poolOnFakes();
    await warmUp({ action: 'old' });
    await warmUp({ action: 'b' });
    clock.advance(1000);
    await warmUp({ action: 'a', revision: '1' });
    clock.advance(1000);
    await warmUp({ action: 'a', revision: '2' });
    await pool.acquire(request({ action: 'c' }));
    expect(driver.containers.map(({ destroyed }) => destroyed)).toEqual([false, false, true, false, false]);
  });

  it('takes paused containers too', async () => {
    const { pool, request, warmUp, clock, driver } = poolOnFakes({ memoryMb: 256 });
    await warmUp({ action: 'a' });
    clock.advance(11_000);
    await settle();
    await pool.acquire(request({ action: 'b' }));
    expect(driver.containers[0]?.operations).toEqual(['pause', 'destroy']);
    expect(driver.violations).toEqual([]);
  });

  it('removes prewarmed ones as a last resort', async () => {
    const { pool, request, warmUp, driver } = poolOnFakes({
      memoryMb: 512,
      stemCells: [{ kind: 'nodejs:20', memoryMb: 256, count: 1 }],
    });
    pool.start();
    await settle();
    await warmUp({ action: 'a', kind: 'python:3' });
    await pool.acquire(request({ action: 'b', kind: 'python:3' }));
    expect(driver.containers.map(({ destroyed }) => destroyed)).toEqual([false, true, false]);
    await pool.acquire(request({ action: 'c', kind: 'python:3' }));
    expect(driver.containers[0]?.destroyed).toBe(true);
  });

  it('tells the policy what it has learned of each action', async () => {
    const views: EvictionView[] = [];
    const eviction: EvictionPolicy = {
      choose: (view) => {
        views.push(view);
        return [];
      },
    };
    const { pool, request, clock, warmUp } = poolOnFakes({ memoryMb: 512, eviction });
    const cold = await pool.acquire(request({ action: 'a' }));
    cold.initialised(120);
    cold.release('keep');
    clock.advance(5);
    await warmUp({ action: 'a' });
    await warmUp({ action: 'b' });
    void observe(pool.acquire(request({ action: 'c' })));
    expect(views[0]).toMatchObject({ needMb: 256, now: clock.now() });
    expect(views[0]?.candidates).toMatchObject([
      {
        state: 'idle',
        stale: false,
        expired: false,
        uses: 2,
        lastUsed: clock.now(),
        stats: {
          namespace: 'guest',
          action: 'a',
          arrivals: 2,
          inits: 1,
          initMs: 120,
          memoryMb: 256,
          lastArrival: clock.now(),
        },
      },
      { uses: 1, stats: { action: 'b' } },
    ]);
    expect(pool.snapshot().blocked).toBe(1);
  });

  it('takes a container that was just being paused as soon as that is done', async () => {
    const { pool, request, warmUp, driver, clock } = poolOnFakes({ memoryMb: 256 });
    await warmUp({ action: 'a' });
    driver.pauses.hold();
    clock.advance(11_000);
    const waiting = observe(pool.acquire(request({ action: 'b' })));
    await settle();
    expect(waiting.state).toBe('pending');
    driver.pauses.open();
    await settle();
    expect(waiting.state).toBe('fulfilled');
  });
});
