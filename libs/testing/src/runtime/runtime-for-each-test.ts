import type { RuntimeUnderTest } from './runtime-under-test';

/**
 * Starts a runtime before each test of the enclosing `describe`, and stops it after.
 *
 * @returns tells the runtime of the test that runs
 */
export function runtimeForEachTest<R extends RuntimeUnderTest>(start: () => Promise<R>): () => R {
  let runtime: R | undefined;
  beforeEach(async () => {
    runtime = await start();
  });
  afterEach(async () => {
    await runtime?.stop();
    runtime = undefined;
  });
  return () => {
    if (!runtime) throw new Error('the runtime is not started');
    return runtime;
  };
}
