import { ContainerError, PoolRefusal } from '@whisker/container-pool';
import { refuse, type ActionLimits } from '@whisker/entities';
import { action, annotationsOf, caller, message, NOW, resultOf, runOne, startInvoker } from './testing/builders';

describe('an activation that comes too late', () => {
  it('is failed without running', async () => {
    const all = await startInvoker();
    const { record, acknowledgement } = await runOne(all, message({ startBy: NOW - 1 }));
    expect(record).toMatchObject({ start: NOW, end: NOW, duration: 0, version: '0.0.3', response: { statusCode: 3 } });
    expect(resultOf(record)).toEqual({ error: 'The activation could not be started in time.' });
    expect(annotationsOf(record)).toEqual({ path: 'guest/hello', kind: 'unknown' });
    expect(acknowledgement).toMatchObject({ systemError: true, slotFree: true, record });
    expect([all.pool.leases, all.events]).toEqual([[], ['store a', 'done a']]);
  });

  it('just in time runs', async () => {
    const all = await startInvoker();
    const { record } = await runOne(all, message({ startBy: NOW }));
    expect(record.response.statusCode).toBe(0);
  });

  it('as part of a sequence tells so', async () => {
    const all = await startInvoker();
    const { record } = await runOne(all, message({ startBy: NOW - 1, cause: 'c'.repeat(32) }));
    expect(record.cause).toBe('c'.repeat(32));
    expect(annotationsOf(record)).toEqual({ path: 'guest/hello', kind: 'unknown', causedBy: 'sequence' });
  });
});

describe('an action that', () => {
  it('was deleted is an application error {errors.7.14}', async () => {
    const all = await startInvoker();
    all.entities.remove(action().name);
    const { record, acknowledgement } = await runOne(all);
    expect(record.response.statusCode).toBe(1);
    expect(resultOf(record)).toEqual({ error: 'Action could not be found or may have been deleted.' });
    expect(annotationsOf(record)).toEqual({ path: 'guest/hello', kind: 'unknown' });
    expect(acknowledgement?.systemError).toBe(false);
  });

  it('became something else is an internal error {errors.7.16}', async () => {
    const all = await startInvoker();
    const { type: _type, exec: _exec, limits: _limits, ...base } = action();
    all.entities.put({ ...base, type: 'package' }, 'r2');
    const { record } = await runOne(all);
    expect(record.response.statusCode).toBe(3);
    expect(resultOf(record)).toEqual({ error: 'Action version is not compatible and cannot be invoked.' });
  });

  it.each([
    ['cannot be read', refuse.corrupt(), 'Action version is not compatible and cannot be invoked.', []],
    [
      'cannot be fetched',
      new Error('store is down'),
      'Action could not be fetched.',
      ['error action could not be fetched'],
    ],
  ])('%s is an internal error {errors.7.16}', async (_, failure, error, logged) => {
    const all = await startInvoker();
    all.entities.failure = failure;
    const { record } = await runOne(all);
    expect(record.response.statusCode).toBe(3);
    expect(resultOf(record)).toEqual({ error });
    expect(all.logged).toEqual(logged);
  });

  it.each<[Partial<ActionLimits>, string]>([
    [{ memory: 513 }, 'memory size 513 MB exceeds allowed threshold of 512 MB'],
    [{ timeout: 300_001 }, 'duration 300001 milliseconds exceeds allowed threshold of 300000 milliseconds'],
    [{ logs: 11 }, 'log size 11 MB exceeds allowed threshold of 10 MB'],
    [{ concurrency: 2 }, 'concurrency 2 exceeds allowed threshold of 1'],
  ])('has limits above the platform’s is an application error: %j {errors.7.15}', async (over, error) => {
    const all = await startInvoker();
    all.entities.put(action({ limits: { ...action().limits, ...over } }), 'r1', 'code');
    const { record } = await runOne(all);
    expect(record.response.statusCode).toBe(1);
    expect(resultOf(record)).toEqual({ error });
    expect(all.pool.leases).toEqual([]);
  });
});

describe('a pool that has no container', () => {
  it.each<[string, Error, number, string, string[]]>([
    [
      'by a fault of the platform',
      new ContainerError('docker is down'),
      3,
      'Failed to provision resources to run the action.',
      ['error activation not provisioned'],
    ],
    [
      'by a fault of the user',
      new ContainerError("Failed to pull container image 'x'.", 'user'),
      2,
      "Failed to pull container image 'x'.",
      [],
    ],
    [
      'as too many wait',
      new PoolRefusal('queue-full'),
      3,
      'Failed to provision resources to run the action: too many activations are waiting.',
      [],
    ],
  ])('%s', async (_, failure, statusCode, error, logged) => {
    const all = await startInvoker();
    all.pool.failure = failure;
    const { record, acknowledgement } = await runOne(all);
    expect(record.response).toMatchObject({ statusCode });
    expect(resultOf(record)).toEqual({ error });
    expect(annotationsOf(record)).toEqual({
      path: 'guest/hello',
      waitTime: 30,
      kind: 'nodejs:20',
      timeout: false,
      limits: { timeout: 60_000, memory: 256, logs: 10, concurrency: 1 },
    });
    expect(record).toMatchObject({ duration: 0, logs: [] });
    expect(acknowledgement).toMatchObject({ systemError: statusCode === 3, record });
    // Somebody waits for it, so it was journalled early; it is struck off again.
    expect(all.events).toEqual(['started a', 'store a', 'finished a', 'done a']);
    expect(all.logged).toEqual(logged);
  });
});

describe('a journal that fails', () => {
  it('keeps the action from running, and its container', async () => {
    const all = await startInvoker();
    all.journal.failure = new Error('disk is full');
    const { record } = await runOne(all);
    expect(record.response.statusCode).toBe(3);
    expect(all.pool.last.container.runs).toEqual([]);
    expect(all.pool.last.calls).toEqual(['release unused']);
  });
});

describe('an action over the limits of its caller’s namespace', () => {
  const own = { ...caller, limits: { maxActionMemory: 128 } };

  it('is an application error, and still runs for others', async () => {
    const all = await startInvoker();
    const { record } = await runOne(all, message({ caller: own }));
    expect([record.response.statusCode, resultOf(record)]).toEqual([
      1,
      { error: 'memory size 256 MB exceeds allowed threshold of 128 MB' },
    ]);
    expect(all.pool.leases).toEqual([]);
    expect((await runOne(all, message({ activationId: 'b'.repeat(32) }))).record.response.statusCode).toBe(0);
  });
});

describe('an activation of a namespace that was blocked meanwhile', () => {
  it('is told so, and neither run nor recorded {errors.7.17}', async () => {
    const all = await startInvoker({ blacklist: new Set(['guest']) });
    await all.bus.deliver(message());
    expect([all.pool.leases, all.activations.records.size]).toEqual([[], 0]);
    const { message: acknowledgement } = all.bus.acknowledgements.at(-1) as (typeof all.bus.acknowledgements)[number];
    expect(acknowledgement).toMatchObject({
      slotFree: true,
      systemError: false,
      record: { response: { statusCode: 1 } },
    });
    expect(resultOf(acknowledgement.record as never)).toEqual({
      error: 'The action was not invoked due to a blacklisted namespace.',
    });
  });
});

describe('the share of the pool', () => {
  const shareFor = async (limits: object, instances?: number) => {
    const all = await startInvoker();
    const stored = action({ limits: { ...action().limits, ...(instances !== undefined && { instances }) } });
    all.entities.put(stored, 'r1', 'code');
    await runOne(all, message({ caller: { ...caller, limits } }));
    const { maxContainers, keepWarm } = all.pool.requests.at(-1) ?? {};
    return { maxContainers, keepWarm };
  };

  it('is not bounded by default', async () => {
    expect(await shareFor({})).toEqual({ maxContainers: undefined, keepWarm: undefined });
  });

  it('is the smaller one of the action’s and its caller’s', async () => {
    const most = [shareFor({ maxActionInstances: 2 }), shareFor({}, 3), shareFor({ maxActionInstances: 2 }, 3)];
    expect((await Promise.all(most)).map(({ maxContainers }) => maxContainers)).toEqual([2, 3, 2]);
    expect((await shareFor({}, 0)).maxContainers).toBe(1);
  });

  it('is what its caller keeps warm', async () => {
    const timeout = { warmedContainerKeepingTimeout: '24 hours' };
    expect((await shareFor({ warmedContainerKeepingCount: 2, ...timeout })).keepWarm).toEqual({
      count: 2,
      ms: 86_400_000,
    });
    expect((await shareFor({ warmedContainerKeepingCount: 2 })).keepWarm).toEqual({ count: 2, ms: 600_000 });
    expect((await shareFor(timeout)).keepWarm).toBeUndefined();
  });
});
