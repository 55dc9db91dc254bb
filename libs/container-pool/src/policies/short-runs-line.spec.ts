import { ActionRecord } from '../action-record';
import { ShortRunsLine } from './short-runs-line';

const NONE_IDLE = { othersIdle: false, busy: 1 };

function recordAfter(...runs: number[]): ActionRecord {
  const record = new ActionRecord({ namespace: 'guest', action: 'guest/hello' }, 0);
  for (const ms of runs) record.ran(ms);
  return record;
}

const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

describe('the line of a container', () => {
  const policy = new ShortRunsLine({ processors: 2 });

  it('opens after some short runs', () => {
    expect(policy.places(recordAfter(...times(8, 1)), NONE_IDLE)).toBe(0);
    expect(policy.places(recordAfter(...times(32, 1)), NONE_IDLE)).toBe(10);
  });

  it('is as long as may be waited for, within its bound', () => {
    expect(policy.places(recordAfter(...times(32, 4)), NONE_IDLE)).toBe(2);
    expect(policy.places(recordAfter(...times(32, 0.1)), NONE_IDLE)).toBe(16);
  });

  it('never opens for runs that are not short, and closes after one that lasts', () => {
    expect(policy.places(recordAfter(...times(100, 6)), NONE_IDLE)).toBe(0);
    expect(policy.places(recordAfter(...times(100, 1), 60), NONE_IDLE)).toBe(0);
    expect(policy.places(recordAfter(...times(100, 1), 6), NONE_IDLE)).toBeGreaterThan(0);
  });

  it('is short while another container is idle and has a processor', () => {
    const record = recordAfter(...times(32, 0.125));
    expect(policy.places(record, { othersIdle: true, busy: 1 })).toBe(2);
    expect(policy.places(record, { othersIdle: true, busy: 2 })).toBe(16);
  });
});
