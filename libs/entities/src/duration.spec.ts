import { parseDuration } from './index';

describe('durations', () => {
  it.each([
    ['24 hours', 86_400_000],
    ['10 minutes', 600_000],
    ['1.5 s', 1500],
    ['500ms', 500],
    [' 2 days ', 172_800_000],
    ['0 s', 0],
  ])('%j', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '10', 'hours', '-1 s', '1 fortnight', '1 constructor', 'Infinity s', '1e3 s', '1 h 30 m'])(
    '%j is none',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );
});
