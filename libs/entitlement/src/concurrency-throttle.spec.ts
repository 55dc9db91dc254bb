import { defaultSystemLimits } from '@whisker/entities';
import { anIdentity } from '@whisker/testing';
import { ConcurrencyThrottle } from './index';

function throttle(inFlight: number) {
  const asked: string[] = [];
  const limits = { ...defaultSystemLimits, concurrentInvocations: 2 };
  const concurrency = new ConcurrencyThrottle({ limits, inFlight: (uuid) => (asked.push(uuid), inFlight) });
  return { concurrency, asked };
}

describe('the number of activations in flight', () => {
  it('may reach the limit', () => {
    const { concurrency, asked } = throttle(1);
    expect(() => concurrency.check(anIdentity())).not.toThrow();
    expect(asked).toEqual([anIdentity().namespace.uuid]);
  });

  it('may not pass it', () => {
    expect(() => throttle(2).concurrency.check(anIdentity())).toThrow(
      'Too many concurrent requests in flight (count: 2, allowed: 2).',
    );
  });

  it('is limited by the namespace if it has a limit of its own', () => {
    expect(() => throttle(2).concurrency.check(anIdentity('guest', { concurrentInvocations: 3 }))).not.toThrow();
    expect(() => throttle(0).concurrency.check(anIdentity('guest', { concurrentInvocations: 0 }))).toThrow(
      '(count: 0, allowed: 0)',
    );
  });
});
