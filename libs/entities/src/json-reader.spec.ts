import { describe as show } from './json-reader';

describe('values in refusals', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;

  it.each([
    [{ a: [1] }, '{"a":[1]}'],
    ['x', '"x"'],
    [undefined, 'undefined'],
    [1n, 'bigint'],
    [circle, 'object'],
  ])('are shown as JSON if they can be', (value, text) => expect(show(value)).toBe(text));
});
