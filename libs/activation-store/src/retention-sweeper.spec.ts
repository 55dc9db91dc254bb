import { RetentionSweeper, type RetentionOptions } from './retention-sweeper';

const DAY_MS = 86_400_000;
const NOW = 1_700_000_000_000;

interface Planned {
  readonly ms: number;
  readonly call: () => void;
}

function open(options: Partial<RetentionOptions> = {}) {
  const planned: Planned[] = [];
  const removals: number[] = [];
  const sweeper = new RetentionSweeper({
    store: { removeBefore: async (before) => removals.push(before) },
    days: 7,
    now: () => NOW,
    after(ms, call) {
      const entry = { ms, call };
      planned.push(entry);
      return () => void planned.splice(planned.indexOf(entry), 1);
    },
    ...options,
  });
  const elapse = async () => {
    planned.shift()?.call();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { sweeper, planned, removals, elapse };
}

describe('RetentionSweeper', () => {
  it('sweeps soon after the start, then every hour', async () => {
    const { sweeper, planned, removals, elapse } = open();
    sweeper.start();
    expect(planned.map(({ ms }) => ms)).toEqual([60_000]);
    await elapse();
    expect(removals).toEqual([NOW - 7 * DAY_MS]);
    expect(planned.map(({ ms }) => ms)).toEqual([3_600_000]);
    await elapse();
    expect(removals).toHaveLength(2);
  });

  it('does nothing if records are kept for ever', () => {
    const { sweeper, planned } = open({ days: 0 });
    sweeper.start();
    expect(planned).toEqual([]);
  });

  it('reports a failed sweep and tries again at the next', async () => {
    const errors: unknown[] = [];
    const failure = new Error('disk on fire');
    const store = { removeBefore: () => Promise.reject(failure) };
    const { sweeper, planned, elapse } = open({ store, onError: (error) => errors.push(error) });
    sweeper.start();
    await elapse();
    expect(errors).toEqual([failure]);
    expect(planned).toHaveLength(1);
  });

  it('tells how many records it removed', async () => {
    const counts: number[] = [];
    const { sweeper, elapse } = open({
      store: { removeBefore: async () => 12 },
      onRemoved: (count) => counts.push(count),
    });
    sweeper.start();
    await elapse();
    expect(counts).toEqual([12]);
  });

  it('stops: no timer is left and a sweep under way is waited for', async () => {
    let finish = (): void => undefined;
    const store = { removeBefore: () => new Promise<number>((resolve) => (finish = () => resolve(0))) };
    const { sweeper, planned, elapse } = open({ store });
    sweeper.start();
    await elapse();
    let stopped = false;
    const stop = sweeper.stop().then(() => (stopped = true));
    await Promise.resolve();
    expect(stopped).toBe(false);
    finish();
    await stop;
    expect(planned).toEqual([]);
  });
});
