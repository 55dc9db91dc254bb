import { FixedKeepAlive } from './fixed-keep-alive';
import type { IdleContainer } from './idle-container';

const idle = (more: Partial<IdleContainer> = {}): IdleContainer => ({
  id: 'a',
  state: 'idle',
  spec: { kind: 'nodejs:20', memoryMb: 256, concurrency: 1 },
  lastUsed: 0,
  uses: 1,
  stale: false,
  surplus: false,
  ...more,
});

describe('fixed keep-alive', () => {
  const policy = new FixedKeepAlive();

  it.each([
    { which: 'an idle one in grace', container: idle(), now: 9_999, decision: 'keep' },
    { which: 'an idle one after the grace', container: idle(), now: 10_000, decision: 'pause' },
    { which: 'a paused one', container: idle({ state: 'paused' }), now: 599_999, decision: 'keep' },
    { which: 'a paused one after ten minutes', container: idle({ state: 'paused' }), now: 600_000, decision: 'remove' },
    { which: 'an idle one after ten minutes', container: idle(), now: 600_000, decision: 'remove' },
    { which: 'a stale one in grace', container: idle({ stale: true }), now: 9_999, decision: 'keep' },
    { which: 'a stale one after the grace', container: idle({ stale: true }), now: 10_000, decision: 'remove' },
    { which: 'a prewarmed one', container: idle({ state: 'prewarmed' }), now: 6_000_000, decision: 'keep' },
    {
      which: 'a prewarmed one too many',
      container: idle({ state: 'prewarmed', surplus: true }),
      now: 599_999,
      decision: 'keep',
    },
    {
      which: 'a prewarmed one too many after ten minutes',
      container: idle({ state: 'prewarmed', surplus: true }),
      now: 600_000,
      decision: 'remove',
    },
    { which: 'one kept warm', container: idle({ state: 'paused', keepMs: 5_000 }), now: 604_999, decision: 'keep' },
    {
      which: 'one kept warm for long enough',
      container: idle({ state: 'paused', keepMs: 5_000 }),
      now: 605_000,
      decision: 'remove',
    },
    {
      which: 'a stale one kept warm',
      container: idle({ stale: true, keepMs: 5_000 }),
      now: 10_000,
      decision: 'remove',
    },
  ])('$which: $decision at $now', ({ container, now, decision }) => {
    expect(policy.decide(container, now)).toBe(decision);
  });

  it('takes other times', () => {
    const short = new FixedKeepAlive({ pauseGraceMs: 5, idleMs: 20 });
    expect([4, 5, 19, 20].map((now) => short.decide(idle(), now))).toEqual(['keep', 'pause', 'pause', 'remove']);
  });

  it('never pauses with an infinite grace', () => {
    const unpaused = new FixedKeepAlive({ pauseGraceMs: Infinity });
    expect(unpaused.decide(idle(), 599_999)).toBe('keep');
    expect(unpaused.decide(idle(), 600_000)).toBe('remove');
  });
});
