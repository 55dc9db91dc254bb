import { RateLimiter } from './rate-limiter';

const LIMIT = { intervalMs: 60_000, rate: 3 };

function given() {
  let now = 1_000_000;
  const limiter = new RateLimiter(() => now);
  const passes = (key = 'a', limit = LIMIT): boolean => {
    try {
      limiter.check(key, limit);
      return true;
    } catch {
      return false;
    }
  };
  return { limiter, passes, wait: (ms: number) => void (now += ms) };
}

describe('RateLimiter', () => {
  it('lets as many pass as the rate says', () => {
    const { passes } = given();
    expect([1, 2, 3, 4, 5].map(() => passes())).toEqual([true, true, true, false, false]);
  });

  it('lets more pass as the bucket drains', () => {
    const { passes, wait } = given();
    for (let i = 0; i < 3; i += 1) passes();
    wait(19_000);
    expect(passes()).toBe(false);
    wait(1_001);
    expect([passes(), passes()]).toEqual([true, false]);
    wait(60_000);
    expect([1, 2, 3, 4].map(() => passes())).toEqual([true, true, true, false]);
  });

  it('counts each key on its own', () => {
    const { passes } = given();
    for (let i = 0; i < 4; i += 1) passes('a');
    expect(passes('b')).toBe(true);
  });

  it('says when to come back', () => {
    const { limiter } = given();
    for (let i = 0; i < 3; i += 1) limiter.check('a', LIMIT);
    expect(() => limiter.check('a', LIMIT)).toThrow(
      expect.objectContaining({ status: 429, message: 'Rate limit exceeded', headers: { 'Retry-After': '20' } }),
    );
  });

  it('takes rates of less than one per interval', () => {
    const { passes, wait } = given();
    const slow = { intervalMs: 1000, rate: 0.5 };
    expect([passes('a', slow), passes('a', slow)]).toEqual([true, false]);
    wait(2001);
    expect(passes('a', slow)).toBe(true);
  });

  it('does not hold back for longer than an interval when the clock is set back', () => {
    const { passes, wait } = given();
    for (let i = 0; i < 3; i += 1) passes();
    wait(-3_600_000);
    expect(passes()).toBe(false);
    wait(20_001);
    expect(passes()).toBe(true);
  });

  it('forgets what holds nothing back any more', () => {
    const { limiter, wait } = given();
    for (let i = 0; i < 10_000; i += 1) limiter.check(`key ${i}`, LIMIT);
    wait(60_000);
    limiter.check('one more', LIMIT);
    expect(limiter.size).toBe(1);
    for (let i = 0; i < 10_500; i += 1) limiter.check(`key ${i}`, LIMIT);
    expect(limiter.size).toBe(10_000);
  });
});
