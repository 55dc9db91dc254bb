import { Activity } from './activity';
import { Ticker } from './ticker';

function watched() {
  const ticks: Record<'busy' | 'awake', () => void> = { busy: () => undefined, awake: () => undefined };
  const ticker = (name: 'busy' | 'awake') =>
    new Ticker(1, (task) => {
      ticks[name] = task;
      return () => (ticks[name] = () => undefined);
    });
  const seen = { now: 1000, bytes: 0, polls: 0, looks: 0 };
  const activity = new Activity({
    tickers: { busy: ticker('busy'), awake: ticker('awake') },
    poll: () => (seen.polls++, seen.bytes),
    look: () => seen.looks++,
    now: () => seen.now,
  });
  return { activity, ticks, seen };
}

describe('Activity', () => {
  it('polls a run once it is no longer short', () => {
    const { activity, ticks, seen } = watched();
    expect(activity.idleSince).toBeUndefined();
    activity.begin();
    ticks.busy();
    expect(seen.polls).toBe(0);
    seen.now += 30;
    ticks.busy();
    expect(seen.polls).toBe(1);
    activity.end();
    ticks.busy();
    expect(seen.polls).toBe(1);
    expect(activity.idleSince).toBe(1030);
  });

  it('counts overlapping runs', () => {
    const { activity } = watched();
    activity.begin();
    activity.begin();
    activity.end();
    expect(activity.calls).toBe(1);
    expect(activity.idleSince).toBeUndefined();
  });

  it('polls an idle container often while it writes much', () => {
    const { activity, ticks, seen } = watched();
    activity.wake();
    seen.bytes = 5_000_000;
    ticks.awake();
    ticks.busy();
    ticks.busy();
    expect(seen.polls).toBe(3);
    seen.bytes = 10;
    ticks.busy();
    ticks.busy();
    expect(seen.polls).toBe(4);
  });

  it('looks at the memory of a container that worked, once more after it has', () => {
    const { activity, ticks, seen } = watched();
    activity.wake();
    ticks.awake();
    ticks.awake();
    expect(seen.looks).toBe(1);
    activity.begin();
    ticks.awake();
    expect(seen.looks).toBe(2);
    activity.end();
    ticks.awake();
    expect(seen.looks).toBe(3);
    ticks.awake();
    expect(seen.looks).toBe(3);
  });

  it('leaves a resting container alone', () => {
    const { activity, ticks, seen } = watched();
    activity.wake();
    activity.rest();
    ticks.awake();
    ticks.busy();
    expect(seen).toMatchObject({ polls: 0, looks: 0 });
  });
});
