import * as fc from 'fast-check';
import type { CronAlarm } from './alarm-config';
import { scheduleOf } from './schedule';

const START = Date.UTC(2030, 0, 1);
const MINUTE = 60_000;
const cron = (members: Partial<CronAlarm>): CronAlarm => ({
  type: 'cron',
  payload: {},
  cron: '* * * * *',
  strict: true,
  timezone: 'UTC',
  maxTriggers: -1,
  ...members,
});

describe('the schedule', () => {
  it('of an interval begins at its start', () => {
    const { after } = scheduleOf({ type: 'interval', payload: {}, minutes: 2, startDate: START }, 'id');
    expect([START - 1, START, START + 1, START + 2 * MINUTE].map((time) => after(time))).toEqual([
      START,
      START + 2 * MINUTE,
      START + 2 * MINUTE,
      START + 4 * MINUTE,
    ]);
  });

  it('of a strict cron alarm is that of the expression', () => {
    expect(scheduleOf(cron({}), 'id').after(START)).toBe(START + MINUTE);
    expect(scheduleOf(cron({ cron: '*/10 * * * * *', strict: false }), 'id').after(START)).toBe(START + 10_000);
  });

  it('knows time zones', () => {
    expect(scheduleOf(cron({ cron: '0 12 * * *', timezone: 'Asia/Tokyo' }), 'id').after(START)).toBe(
      Date.UTC(2030, 0, 1, 3),
    );
  });

  it('of another cron alarm has an offset of less than a minute, always the same', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 1e9 }), (id, ms) => {
        const { after } = scheduleOf(cron({ strict: false }), id);
        const first = after(START + ms) ?? 0;
        const offset = first % MINUTE;
        expect(offset % 1000).toBe(0);
        expect(first).toBeGreaterThan(START + ms);
        expect(first - (START + ms)).toBeLessThanOrEqual(MINUTE);
        expect(after(first)).toBe(first + MINUTE);
      }),
      { numRuns: 50 },
    );
    const offsets = new Set(
      Array.from({ length: 40 }, (_, i) => scheduleOf(cron({ strict: false }), `${i}`).after(START)),
    );
    expect(offsets.size).toBeGreaterThan(10);
  });

  it('keeps within start and stop', () => {
    const { after, end } = scheduleOf(cron({ startDate: START + MINUTE, stopDate: START + 2 * MINUTE }), 'id');
    expect(after(START - 10 * MINUTE)).toBe(START + MINUTE);
    expect(after(START + MINUTE)).toBe(START + 2 * MINUTE);
    expect(after(START + 2 * MINUTE)).toBeUndefined();
    expect(end).toBe(START + 2 * MINUTE);
  });
});
