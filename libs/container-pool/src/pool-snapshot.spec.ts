import { observe, poolOnFakes, settle } from './testing';

describe('snapshot', () => {
  it('shows each container and the totals', async () => {
    const { pool, request, lease, warmUp, driver, clock } = poolOnFakes({
      stemCells: [{ kind: 'python:3', memoryMb: 128, count: 1 }],
    });
    pool.start();
    await settle();
    const now = clock.now();
    await lease({ namespace: 'alice', action: 'guest/a', revision: '7' });
    await warmUp({ action: 'guest/b' });
    driver.creates.hold();
    void observe(pool.acquire(request({ kind: 'blackbox', image: 'me/mine', memoryMb: 300 })));
    void observe(pool.acquire(request({ memoryMb: 1000 })));
    expect(pool.snapshot()).toEqual({
      containers: [
        { id: 'fake-1', kind: 'python:3', state: 'prewarmed', memoryMb: 128, active: 0, lastUsed: now },
        {
          id: 'fake-2',
          kind: 'nodejs:20',
          namespace: 'alice',
          action: 'guest/a',
          revision: '7',
          state: 'busy',
          memoryMb: 256,
          active: 1,
          lastUsed: now,
        },
        {
          id: 'fake-3',
          kind: 'nodejs:20',
          namespace: 'guest',
          action: 'guest/b',
          revision: '1',
          state: 'idle',
          memoryMb: 256,
          active: 0,
          lastUsed: now,
        },
        {
          id: 'new-4',
          kind: 'blackbox',
          image: 'me/mine',
          namespace: 'guest',
          action: 'guest/hello',
          revision: '1',
          state: 'creating',
          memoryMb: 300,
          active: 0,
          lastUsed: now,
        },
      ],
      memoryMb: 1024,
      usedMb: 940,
      freeMb: 84,
      active: 1,
      waiting: 2,
      blocked: 1,
      draining: false,
      starts: { hot: 0, warm: 0, prewarm: 0, cold: 2 },
      evictions: 0,
    });
  });
});
