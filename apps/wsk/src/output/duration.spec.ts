import { formatDuration } from './duration';

it.each([
  [0, '0s'],
  [54, '54ms'],
  [999, '999ms'],
  [1000, '1s'],
  [3460, '3.46s'],
  [59_999, '59.999s'],
  [60_000, '1m0s'],
  [62_000, '1m2s'],
  [62_500, '1m2.5s'],
  [3_600_000, '1h0m0s'],
  [3_723_004, '1h2m3.004s'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
