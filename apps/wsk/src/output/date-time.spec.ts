import { formatLocalTime, formatZonedTime } from './date-time';

it('writes local time', () => {
  expect(formatLocalTime(new Date(2024, 0, 2, 3, 4, 5).getTime())).toBe('2024-01-02 03:04:05');
});

it('adds the zone', () => {
  const time = new Date(2024, 0, 2, 3, 4, 5);
  const offset = 0 - time.getTimezoneOffset();
  const [, sign, hours, minutes] =
    /^2024-01-02 03:04:05 ([+-])(\d\d)(\d\d)$/.exec(formatZonedTime(time.getTime())) ?? [];
  expect((sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))).toBe(offset);
});
