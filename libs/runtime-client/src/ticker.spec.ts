import { Ticker } from './ticker';

describe('Ticker', () => {
  const stops: number[] = [];
  let tick = (): void => undefined;
  let started = 0;
  const ticker = new Ticker(20, (task, periodMs) => {
    started++;
    tick = task;
    return () => stops.push(periodMs);
  });

  it('runs while there are tasks, and stops at the first tick without', () => {
    let calls = 0;
    const task = (): void => void calls++;
    ticker.add(task);
    ticker.add(task);
    tick();
    expect({ calls, started, stops }).toEqual({ calls: 1, started: 1, stops: [] });
    ticker.delete(task);
    ticker.add(task);
    ticker.delete(task);
    expect(started).toBe(1);
    tick();
    expect({ calls, stops }).toEqual({ calls: 1, stops: [20] });
    ticker.add(task);
    expect(started).toBe(2);
    ticker.stop();
    expect(stops).toEqual([20, 20]);
  });
});
