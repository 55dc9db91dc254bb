import {
  defaultSystemLimits,
  effectiveLimits,
  limitExceeded,
  payloadLimit,
  resolveLimits,
  type ActionLimits,
  type NamespaceLimits,
} from './index';

const STORED: ActionLimits = { timeout: 1000, memory: 128, logs: 0, concurrency: 1, instances: 2 };

const resolve = (given: Partial<ActionLimits>, own: NamespaceLimits = {}, base?: ActionLimits) =>
  resolveLimits(given, base, effectiveLimits(defaultSystemLimits, own));

describe('limits of an action', () => {
  it('are the defaults if nothing is given', () => {
    expect(resolve({})).toEqual({ timeout: 60_000, memory: 256, logs: 10, concurrency: 1 });
  });

  it('keep what is stored and not given', () => {
    expect(resolve({ memory: 512 }, {}, STORED)).toEqual({ ...STORED, memory: 512 });
  });

  it.each([
    [{ memory: 513 }, 'requirement failed: memory size 513 MB exceeds allowed threshold of 512 MB'],
    [{ memory: 127 }, 'requirement failed: memory size 127 MB below allowed threshold of 128 MB'],
    [{ logs: 11 }, 'requirement failed: log size 11 MB exceeds allowed threshold of 10 MB'],
    [
      { timeout: 300_001 },
      'requirement failed: duration 300001 milliseconds exceeds allowed threshold of 300000 milliseconds',
    ],
    [{ timeout: 99 }, 'requirement failed: duration 99 milliseconds below allowed threshold of 100 milliseconds'],
    [{ timeout: -1 }, 'requirement failed: duration -1 milliseconds below allowed threshold of 100 milliseconds'],
    [{ concurrency: 2 }, 'requirement failed: concurrency 2 exceeds allowed threshold of 1'],
    [{ concurrency: 0 }, 'requirement failed: concurrency 0 below allowed threshold of 1'],
    [{ instances: 31 }, 'Max action instance concurrency must not exceed your namespace concurrency of 30.'],
    [{ timeout: 99, memory: 5000 }, 'requirement failed: memory size 5000 MB exceeds allowed threshold of 512 MB'],
    [{ timeout: 99, logs: 11 }, 'requirement failed: log size 11 MB exceeds allowed threshold of 10 MB'],
  ])('refuses %j', (given, text) => {
    expect(() => resolve(given)).toThrow(text);
  });

  it('tells the bound of the namespace {limits.1.5}', () => {
    expect(() => resolve({ memory: 200 }, { maxActionMemory: 192 })).toThrow(
      'memory size 200 MB exceeds allowed threshold of 192 MB',
    );
    expect(() => resolve({ logs: 1 }, { minActionLogs: 2 })).toThrow('log size 1 MB below allowed threshold of 2 MB');
    expect(() => resolve({ instances: 3 }, { maxActionInstances: 2 })).toThrow('namespace concurrency of 2.');
    expect(() => resolve({ instances: 6 }, { concurrentInvocations: 5 })).toThrow('namespace concurrency of 5.');
  });

  it('tests stored ones again, for the ranges may have changed', () => {
    expect(() => resolve({ timeout: 500 }, { minActionMemory: 192 }, STORED)).toThrow(
      'memory size 128 MB below allowed threshold of 192 MB',
    );
  });
});

describe('limits of a namespace', () => {
  it('are the system limits if it has none of its own', () => {
    expect(effectiveLimits(defaultSystemLimits, {})).toMatchObject({
      ...{
        timeout: defaultSystemLimits.timeout,
        memory: defaultSystemLimits.memory,
        instances: 30,
        parameters: 1_048_576,
      },
      ...{ invocationsPerMinute: 60, concurrentInvocations: 30, firesPerMinute: 60 },
    });
  });

  it('do not leave the range of the system', () => {
    const own = {
      minActionMemory: 1,
      maxActionMemory: 4096,
      maxParameterSize: 2 ** 30,
      maxPayloadSize: 2 ** 30,
      truncationSize: 2 ** 30,
    };
    expect(effectiveLimits(defaultSystemLimits, own)).toMatchObject({
      ...{ memory: { min: 128, std: 256, max: 512 }, parameters: 1_048_576, payload: 1_048_576, truncation: 1_048_576 },
    });
  });

  it('take the default along, so that an action without limits can be made', () => {
    expect(resolve({}, { maxActionMemory: 128, minActionTimeout: 100_000 })).toMatchObject({
      memory: 128,
      timeout: 100_000,
    });
  });

  it('may raise and stop rates: the system has only a default for them', () => {
    const own = { invocationsPerMinute: 600, concurrentInvocations: 0, firesPerMinute: 0 };
    expect(effectiveLimits(defaultSystemLimits, own)).toMatchObject(own);
  });
});

describe('a stored action', () => {
  const limits: ActionLimits = { timeout: 60_000, memory: 256, logs: 10, concurrency: 1 };
  const exceeded = (own: NamespaceLimits, over: Partial<ActionLimits> = {}) =>
    limitExceeded({ ...limits, ...over }, effectiveLimits(defaultSystemLimits, own))?.message;

  it('may run within its bounds, whatever the least is by now', () => {
    expect(exceeded({ minActionMemory: 512 })).toBeUndefined();
  });

  it.each<[NamespaceLimits, string]>([
    [{ maxActionMemory: 128 }, 'memory size 256 MB exceeds allowed threshold of 128 MB'],
    [{ maxActionLogs: 9 }, 'log size 10 MB exceeds allowed threshold of 9 MB'],
    [{ maxActionTimeout: 100 }, 'duration 60000 milliseconds exceeds allowed threshold of 100 milliseconds'],
  ])('may not run in a namespace with %j', (own, text) => expect(exceeded(own)).toContain(text));

  it('is measured by the system, too', () => {
    expect(exceeded({ maxActionConcurrency: 9 }, { concurrency: 2 })).toContain('concurrency 2 exceeds');
  });
});

describe('the payload of a namespace', () => {
  it('is the system’s, or less', () => {
    const sizes = [{}, { maxPayloadSize: 10 }, { maxPayloadSize: 2 ** 30 }];
    expect(sizes.map((own) => payloadLimit(defaultSystemLimits, own))).toEqual([1_048_576, 10, 1_048_576]);
  });
});
