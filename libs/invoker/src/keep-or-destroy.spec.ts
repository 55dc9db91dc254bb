import { ContainerError, type RuntimeAnswer } from '@whisker/container-pool';
import { resultOf, runOne, startInvoker } from './testing/builders';
import { answered, disconnected, timedOut, tooLarge } from './testing/fake-container';

describe('what becomes of a container after a run', () => {
  it.each<[string, RuntimeAnswer | Error, 'keep' | 'destroy', number]>([
    ['success', answered('{}'), 'keep', 0],
    ['an application error', answered('{"error":1}'), 'keep', 1],
    ['a result that is too large', tooLarge('{', 2_000_000), 'keep', 1],
    ['a developer error', answered('{"error":1}', 502), 'destroy', 2],
    ['a result that is no JSON', answered('x'), 'destroy', 2],
    ['a timeout', timedOut, 'destroy', 2],
    ['its end', disconnected(), 'destroy', 2],
    ['a fault of the platform', new ContainerError('lost'), 'destroy', 3],
    ['a fault nobody thought of', new TypeError('oops'), 'destroy', 3],
  ])(
    'with %s {runtime-contract.1.answers.9, runtime-contract.1.answers.13, runtime-contract.1.answers.14, runtime-contract.9.1, runtime-contract.9.2, runtime-contract.9.3, runtime-contract.9.4}',
    async (_, runAnswer, fate, statusCode) => {
      const all = await startInvoker();
      all.pool.prepare = ({ container }) => (container.runAnswer = runAnswer);
      const { record, acknowledgement } = await runOne(all);
      expect(all.pool.last.calls).toEqual([`release ${fate}`]);
      expect(record.response.statusCode).toBe(statusCode);
      expect(acknowledgement).toMatchObject({ slotFree: true, systemError: statusCode === 3 });
    },
  );

  it('that failed under the platform has this text', async () => {
    const all = await startInvoker();
    all.pool.prepare = ({ container }) => (container.runAnswer = new ContainerError('lost'));
    const { record } = await runOne(all);
    expect(resultOf(record)).toEqual({ error: 'The action did not produce a valid response and exited unexpectedly.' });
    expect(all.logged).toEqual(['error container failed during a run']);
  });
});
