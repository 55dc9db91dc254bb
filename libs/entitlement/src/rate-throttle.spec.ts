import { defaultSystemLimits, type NamespaceLimits } from '@whisker/entities';
import { anIdentity } from '@whisker/testing';
import { MinuteWindow } from './minute-window';
import { RateThrottle } from './index';

const MINUTE = 60_000;

function throttle(limits = { invocationsPerMinute: 2, firesPerMinute: 1 }) {
  const time = { now: 10 * MINUTE };
  return { time, rate: new RateThrottle({ limits: { ...defaultSystemLimits, ...limits }, clock: () => time.now }) };
}

const caller = (namespace = 'guest', limits: NamespaceLimits = {}) => anIdentity(namespace, limits);

describe('the rate', () => {
  it('may be used up, and no more', () => {
    const { rate } = throttle();
    rate.checkInvocation(caller());
    rate.checkInvocation(caller());
    expect(() => rate.checkInvocation(caller())).toThrow(
      'Too many requests in the last minute (count: 3, allowed: 2).',
    );
  });

  it('counts refused requests, too', () => {
    const { rate } = throttle({ invocationsPerMinute: 0, firesPerMinute: 0 });
    expect(() => rate.checkInvocation(caller())).toThrow('(count: 1, allowed: 0)');
    expect(() => rate.checkInvocation(caller())).toThrow('(count: 2, allowed: 0)');
  });

  it('is that of the clock minute, not of the last sixty seconds', () => {
    const { rate, time } = throttle();
    time.now = 11 * MINUTE - 1;
    rate.checkInvocation(caller());
    rate.checkInvocation(caller());
    time.now = 11 * MINUTE;
    expect(() => rate.checkInvocation(caller())).not.toThrow();
  });

  it('is each namespace for itself, by its uuid', () => {
    const { rate } = throttle();
    rate.checkFire(caller('guest'));
    expect(() => rate.checkFire(caller('other'))).not.toThrow();
    const renamed = { ...caller('guest'), namespace: { name: 'renamed', uuid: caller('guest').namespace.uuid } };
    expect(() => rate.checkFire(renamed)).toThrow('(count: 2, allowed: 1)');
  });

  it('of fires is another one than of invocations', () => {
    const { rate } = throttle();
    rate.checkFire(caller());
    expect(() => rate.checkInvocation(caller())).not.toThrow();
    expect(() => rate.checkFire(caller())).toThrow('Too many requests in the last minute (count: 2, allowed: 1).');
  });

  it('of a namespace may be above and below the system', () => {
    const { rate } = throttle();
    const fast = caller('fast', { invocationsPerMinute: 3 });
    for (let i = 0; i < 3; i++) rate.checkInvocation(fast);
    expect(() => rate.checkInvocation(fast)).toThrow('(count: 4, allowed: 3)');
  });

  it('of 0 refuses always', () => {
    const { rate } = throttle();
    expect(() => rate.checkInvocation(caller('blocked', { invocationsPerMinute: 0 }))).toThrow(
      '(count: 1, allowed: 0)',
    );
    expect(() => rate.checkFire(caller('blocked', { firesPerMinute: 0 }))).toThrow('(count: 1, allowed: 0)');
  });
});

describe('the window of a minute', () => {
  it('forgets past minutes', () => {
    let now = 0;
    const window = new MinuteWindow(() => now);
    for (let key = 0; key < 1000; key++) window.count(`namespace ${key}`);
    expect(window.size).toBe(1000);
    now = MINUTE;
    expect([window.count('namespace 1'), window.size]).toEqual([1, 1]);
  });

  it('starts afresh if the clock is set back', () => {
    let now = 5 * MINUTE;
    const window = new MinuteWindow(() => now);
    window.count('a');
    now = 0;
    expect(window.count('a')).toBe(1);
  });
});
