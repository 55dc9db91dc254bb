const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const UNIT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['ms', 'milli', 'millis', 'millisecond', 'milliseconds'].map((word) => [word, 'ms'])),
  ...Object.fromEntries(['s', 'sec', 'secs', 'second', 'seconds'].map((word) => [word, 's'])),
  ...Object.fromEntries(['m', 'min', 'mins', 'minute', 'minutes'].map((word) => [word, 'm'])),
  ...Object.fromEntries(['h', 'hr', 'hour', 'hours'].map((word) => [word, 'h'])),
  ...Object.fromEntries(['d', 'day', 'days'].map((word) => [word, 'd'])),
};

/**
 * Reads a duration as OpenWhisk's documents hold it: a number and a unit, `24 hours`, `90 s`.
 * @returns ms; undefined if the text is none
 */
export function parseDuration(text: string): number | undefined {
  const [, number = '', word = ''] = /^\s*(\d{1,12}(?:\.\d{1,3})?)\s*([a-z]+)\s*$/.exec(text) ?? [];
  const unit = Object.hasOwn(UNIT, word) ? MS[UNIT[word] as string] : undefined;
  return unit === undefined ? undefined : Math.round(Number(number) * unit);
}
