import { ManualClock, ManualTimers } from './manual-time';

it('manual timers call at their moments, in order, also those that begin on the way', () => {
  const clock = new ManualClock(0);
  const timers = new ManualTimers(clock);
  const calls: string[] = [];
  const note = (name: string) => () => void calls.push(`${name}${clock.now()}`);
  const stop = timers.after(10, note('never'));
  timers.after(15, note('b'));
  timers.after(10, () => {
    note('a')();
    timers.after(10, note('c'));
  });
  stop();
  clock.advance(30);
  timers.after(5, note('later'));
  expect(calls).toEqual(['a10', 'b15', 'c20']);
  expect(clock.now()).toBe(30);
  expect(timers.running).toBe(1);
});
