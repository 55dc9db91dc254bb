import { systemClock, systemTimers } from './clock';
import { ManualClock, ManualTimers } from './testing';

describe('clocks and timers', () => {
  it('reads the time of day', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });

  it('stops a timer', () => {
    const stop = systemTimers.every(1_000_000, () => undefined);
    expect(stop).not.toThrow();
  });

  it('runs manual timers at their moments, in order', () => {
    const clock = new ManualClock(0);
    const timers = new ManualTimers(clock);
    const calls: string[] = [];
    const stop = timers.every(10, () => calls.push(`a${clock.now()}`));
    timers.every(15, () => calls.push(`b${clock.now()}`));
    clock.advance(30);
    stop();
    clock.advance(20);
    expect(calls).toEqual(['a10', 'b15', 'a20', 'a30', 'b30', 'b45']);
    expect(clock.now()).toBe(50);
    expect(timers.running).toBe(1);
  });
});
