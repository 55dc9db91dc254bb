import fc from 'fast-check';
import { formatLine, formatTime } from './log-format';

describe('time of a log line', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000000000Z'],
    [1_704_164_645_123, '2024-01-02T03:04:05.123000000Z'],
    [1_704_164_645_123.5, '2024-01-02T03:04:05.123500000Z'],
    [1_704_164_645_999.999, '2024-01-02T03:04:05.999999000Z'],
    [1_704_164_646_000, '2024-01-02T03:04:06.000000000Z'],
  ])('%d', (time, text) => {
    // Doubles hold a quarter of a microsecond at present times.
    expect(formatTime(time).slice(0, 25)).toBe(text.slice(0, 25));
    expect(formatTime(time)).toHaveLength(30);
  });

  it('agrees with the milliseconds of the date, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4e12 }), { maxLength: 20 }), (times) => {
        for (const time of times) expect(formatTime(time)).toBe(new Date(time).toISOString().replace('Z', '000000Z'));
      }),
    );
  });
});

describe('log line', () => {
  it('has time, stream and text', () => {
    const line = { time: 1_704_164_645_123, stream: 'stderr' as const, text: '  two\twords' };
    expect(formatLine(line)).toBe('2024-01-02T03:04:05.123000000Z stderr:   two\twords');
  });

  it('may have no text', () => {
    expect(formatLine({ time: 0, stream: 'stdout', text: '' })).toBe('1970-01-01T00:00:00.000000000Z stdout: ');
  });
});
