import type { PrewarmPolicy, PrewarmView } from './policies/prewarm-policy';
import { FakeDriver, observe, poolOnFakes, settle } from './testing';

const nodejs = { kind: 'nodejs:20', memoryMb: 256, count: 2 };
const kinds = ({ driver }: ReturnType<typeof poolOnFakes>) => driver.alive.map(({ spec }) => spec.kind);

describe('prewarming', () => {
  it('creates in the background', async () => {
    const fakes = poolOnFakes({ stemCells: [nodejs] });
    fakes.driver.creates.hold();
    fakes.pool.start();
    expect(fakes.pool.snapshot().containers).toMatchObject([{ state: 'creating', kind: 'nodejs:20', memoryMb: 256 }]);
    fakes.driver.creates.open();
    await settle();
    expect(fakes.pool.snapshot()).toMatchObject({
      containers: [{ state: 'prewarmed' }, { state: 'prewarmed' }],
      usedMb: 512,
    });
  });

  it('leaves a turn to create to requests', async () => {
    const { pool, request, driver } = poolOnFakes({ stemCells: [nodejs], maxCreating: 2 });
    driver.creates.hold();
    pool.start();
    void observe(pool.acquire(request({ kind: 'python:3' })));
    await settle();
    expect(driver.creates.held.map(({ of }) => of)).toEqual(['nodejs:20', 'python:3']);
  });

  it('replaces one that was taken, but not before the request that took it is on its way', async () => {
    const fakes = poolOnFakes({ stemCells: [nodejs] });
    fakes.pool.start();
    await settle();
    const { creates } = fakes.driver;
    creates.hold();
    await fakes.lease();
    expect(creates.held).toHaveLength(0);
    creates.open();
    fakes.clock.advance(50);
    await settle();
    expect(fakes.pool.snapshot().containers.map(({ state }) => state)).toEqual(['busy', 'prewarmed', 'prewarmed']);
  });

  it('keeps within the memory', async () => {
    const fakes = poolOnFakes({
      memoryMb: 600,
      stemCells: [
        { ...nodejs, count: 9 },
        { kind: 'python:3', memoryMb: 64, count: 1 },
      ],
    });
    fakes.pool.start();
    await settle();
    expect(kinds(fakes)).toEqual(['nodejs:20', 'nodejs:20', 'python:3']);
  });

  it('stands back while requests lack memory', async () => {
    const { pool, request, lease, driver } = poolOnFakes({ memoryMb: 512, stemCells: [{ ...nodejs, count: 1 }] });
    const held = await lease({ action: 'a', kind: 'python:3' });
    const other = await lease({ action: 'b', kind: 'python:3' });
    pool.start();
    const big = observe(pool.acquire(request({ action: 'big', memoryMb: 512 })));
    held.release('destroy');
    await settle();
    expect(driver.alive).toHaveLength(1);
    other.release('destroy');
    await settle();
    expect(big.state).toBe('fulfilled');
  });

  it('comes back when memory is free again', async () => {
    const { pool, lease, driver } = poolOnFakes({ memoryMb: 256, stemCells: [{ ...nodejs, count: 1 }] });
    const held = await lease({ kind: 'python:3' });
    pool.start();
    held.release('destroy');
    await settle();
    expect(driver.alive.map(({ spec }) => spec.kind)).toEqual(['nodejs:20']);
  });

  it('gives a stem cell in creation to a request of its spec', async () => {
    const { pool, request, driver } = poolOnFakes({ stemCells: [{ ...nodejs, count: 1 }] });
    driver.creates.hold();
    pool.start();
    const acquired = observe(pool.acquire(request()));
    expect(pool.snapshot()).toMatchObject({ waiting: 1, blocked: 0 });
    driver.creates.held[0]?.finish();
    await settle();
    expect(acquired.value).toMatchObject({ start: 'cold', needsInit: true });
  });

  it('leaves kinds alone that the driver does not run', async () => {
    const { pool, driver, logged, clock } = poolOnFakes({
      driver: new FakeDriver({ kinds: ['python:3'] }),
      stemCells: [nodejs, { kind: 'python:3', memoryMb: 128, count: 1 }],
    });
    pool.start();
    await settle();
    clock.advance(5000);
    expect(driver.containers.map(({ spec }) => spec.kind)).toEqual(['python:3']);
    expect(logged.map(({ details }) => details)).toEqual([{ kind: 'nodejs:20' }]);
  });

  it('tries again later and later when creation fails', async () => {
    const { pool, driver, clock } = poolOnFakes({ stemCells: [{ ...nodejs, count: 1 }] });
    const attempts = async (ms: number) => {
      const before = driver.createCalls;
      for (let passed = 0; passed < ms; passed += 1000) {
        clock.advance(1000);
        await settle();
      }
      return driver.createCalls - before;
    };
    driver.creates.failNext(...Array.from({ length: 6 }, () => new Error('no')));
    pool.start();
    await settle();
    expect(driver.createCalls).toBe(2);
    expect(await attempts(9_000)).toBe(0);
    expect(await attempts(2_000)).toBe(2);
    expect(await attempts(18_000)).toBe(0);
    expect(await attempts(3_000)).toBe(2);
    expect(await attempts(41_000)).toBe(1);
    expect(pool.snapshot().containers).toMatchObject([{ state: 'prewarmed' }]);
  });

  it('tells its policy the demand', async () => {
    const views: PrewarmView[] = [];
    const prewarm: PrewarmPolicy = {
      targets: (view) => {
        views.push({ ...view, demand: view.demand.map((demand) => ({ ...demand })) });
        return [{ spec: { kind: 'nodejs:20', memoryMb: 256, concurrency: 1 }, count: 1 }];
      },
    };
    const { pool, lease, clock } = poolOnFakes({ prewarm });
    await lease();
    pool.start();
    await settle();
    await lease();
    await lease({ image: 'me/mine', kind: 'blackbox' });
    clock.advance(1000);
    expect(views.at(-1)?.demand).toMatchObject([{ spec: { kind: 'nodejs:20' }, coldStarts: 1, prewarmStarts: 1 }]);
  });
});
