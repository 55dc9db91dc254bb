import fc from 'fast-check';
import { FixedKeepAlive } from './policies/fixed-keep-alive';
import { settle, type RequestWish } from './testing';
import { PoolWorld, type GateName, type Step, type WorldOptions } from './testing/pool-world';

const pick = fc.nat(50);
const gate = fc.constantFrom<GateName>('creates', 'pauses', 'resumes', 'destroys');
const keepAlive = new FixedKeepAlive({ pauseGraceMs: 2_000, idleMs: 11_000 });
/** Longer than the idle time. */
const IDLE_MS = 12_000;

const wish: fc.Arbitrary<RequestWish> = fc.record({
  namespace: fc.constantFrom('a', 'b'),
  action: fc.constantFrom('x', 'y', 'z'),
  revision: fc.constantFrom('1', '1', '2'),
  memoryMb: fc.constantFrom(128, 128, 256, 512, 2048),
  concurrency: fc.constantFrom(1, 1, 1, 3),
  timeoutMs: fc.constantFrom(0, 300, 5_000, 60_000),
});

const how = fc.constantFrom(
  'keep' as const,
  'keep' as const,
  'keep' as const,
  'destroy' as const,
  'init-failed' as const,
  'no-init' as const,
);
const init = fc.constantFrom('initialise' as const, 'initialise' as const, 'fail-init' as const);
const type = <T extends string>(...names: T[]) => fc.constantFrom(...names);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: type('acquire'), pick, now: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ type: type('abort', 'exit'), pick }) },
  { weight: 2, arbitrary: fc.record({ type: init, pick }) },
  { weight: 6, arbitrary: fc.record({ type: type('release'), pick, how }) },
  { weight: 4, arbitrary: fc.record({ type: type('advance'), ms: fc.constantFrom(50, 1_000, 3_000, IDLE_MS) }) },
  { weight: 2, arbitrary: fc.record({ type: type('hold', 'open'), gate }) },
  { weight: 6, arbitrary: fc.record({ type: type('end'), gate, pick, fails: fc.boolean() }) },
);

const options: fc.Arbitrary<WorldOptions> = fc.record({
  memoryMb: fc.constantFrom(512, 700, 1024),
  maxCreating: fc.integer({ min: 1, max: 3 }),
  maxWaiting: fc.constantFrom(0, 2, 100),
  maxPasses: fc.constantFrom(0, 2, 32),
  maxPassedMs: fc.constantFrom(0, 1000),
  stemCells: fc.constantFrom([], [{ kind: 'nodejs:20', memoryMb: 128, count: 2 }]),
  keepAlive: fc.constant(keepAlive),
});

interface Life {
  readonly wishes: readonly RequestWish[];
  readonly steps: readonly Step[];
  /** No policy has requests wait who could be served. */
  readonly strict: boolean;
}

async function live(given: WorldOptions, { wishes, steps, strict }: Life): Promise<void> {
  const world = new PoolWorld(given, wishes);
  const { pool, clock, driver, request } = world.fakes;
  pool.start();
  for (const next of steps) {
    await world.do(next);
    if (strict) world.checkProgress();
  }
  expect(world.breaches).toEqual([]);

  // All that wait are served when everybody else has left: nobody is forgotten.
  await world.comeToRest();
  expect(world.held).toEqual([]);
  expect(world.requests.ended).toBe(world.requests.asked);
  expect(pool.snapshot()).toMatchObject({ active: 0, waiting: 0, blocked: 0 });

  // In time everything but the stem cells is gone.
  for (let wait = 0; wait < 3; wait += 1) {
    clock.advance(IDLE_MS);
    await settle();
  }
  const stemCells = (given.stemCells ?? []).reduce((total, { memoryMb, count }) => total + memoryMb * count, 0);
  expect(pool.snapshot().usedMb).toBe(stemCells);

  // And one request may have it all.
  const all = await pool.acquire(request({ memoryMb: given.memoryMb }));
  expect(pool.snapshot().freeMb).toBe(0);
  all.release('destroy');
  await pool.close();
  world.check();
  expect(world.breaches).toEqual([]);
  expect(driver.alive).toEqual([]);
  expect(pool.snapshot().usedMb).toBe(0);
}

describe('whatever happens, memory holds, every request ends once, no capacity is lost', () => {
  const wishes = fc.array(wish, { minLength: 1, maxLength: 4 });
  const steps = fc.array(step, { minLength: 1, maxLength: 60 });
  const runs = { numRuns: 150 };

  it('and nobody waits who could be served', async () => {
    const never = { startPolicy: { waits: () => false } };
    await fc.assert(
      fc.asyncProperty(options, wishes, steps, (given, some, all) =>
        live({ ...given, ...never }, { wishes: some, steps: all, strict: true }),
      ),
      runs,
    );
  }, 60_000);

  it('also if requests may wait for busy containers', async () => {
    await fc.assert(
      fc.asyncProperty(options, wishes, steps, (given, some, all) =>
        live(given, { wishes: some, steps: all, strict: false }),
      ),
      runs,
    );
  }, 60_000);
});
