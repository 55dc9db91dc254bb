import { FixedKeepAlive } from './policies/fixed-keep-alive';
import { OldestFirst } from './policies/oldest-first';
import { settingsOf } from './pool-options';
import { FakeDriver } from './testing';

describe('options of the pool', () => {
  const driver = new FakeDriver();

  it('has defaults', () => {
    const settings = settingsOf({ driver, memoryMb: 512 });
    expect(settings).toMatchObject({ maxWaiting: 256, maxCreating: 2, maxPasses: 32, maxPassedMs: 1000 });
    expect(settings.eviction).toBeInstanceOf(OldestFirst);
    expect(settings.keepAlive).toBeInstanceOf(FixedKeepAlive);
    expect(settings.prewarm.targets({ now: 0, demand: [] })).toEqual([]);
  });

  it.each([
    ['memoryMb', -1],
    ['memoryMb', Number.NaN],
    ['maxCreating', 0],
    ['maxWaiting', -1],
    ['maxPasses', -1],
    ['maxPassedMs', -1],
  ])('refuses %s %d', (key, value) => {
    expect(() => settingsOf({ driver, memoryMb: 512, [key]: value })).toThrow(new RegExp(`${key} must be at least`));
  });
});
