import { RentOrBuy } from './rent-or-buy';
import type { StartView } from './start-policy';

const view: StartView = { ahead: 0, running: 1, runMs: 1, startMs: 50, waitedMs: 0 };

describe('RentOrBuy', () => {
  const policy = new RentOrBuy();

  it.each<[string, Partial<StartView>, boolean]>([
    ['a short run is waited for', {}, true],
    ['a queue that is shorter than a start is waited for', { ahead: 48 }, true],
    ['a longer one is not', { ahead: 50 }, false],
    ['more containers make the queue shorter', { ahead: 98, running: 2 }, true],
    ['a long run is not waited for', { runMs: 51 }, false],
    ['nothing runs, nothing to wait for', { running: 0 }, false],
    ['an unknown run is not waited for', { runMs: undefined }, false],
    ['a wait as long as a start is enough', { waitedMs: 50, runMs: 0 }, false],
    ['an unknown start is assumed', { startMs: undefined, ahead: 48 }, true],
  ])('%s', (_, changes, waits) => {
    expect(policy.waits({ ...view, ...changes })).toBe(waits);
  });
});
