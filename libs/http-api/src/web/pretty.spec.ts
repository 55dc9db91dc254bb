import type { JsonValue } from '@whisker/entities';
import { prettyPrint } from './pretty';

const nested = (depth: number): JsonValue => (depth === 0 ? 1 : { a: nested(depth - 1) });

describe('pretty printing', () => {
  it.each<[JsonValue, string]>([
    [{ a: 1, 'b"': 'é\n' }, '{\n  "a": 1,\n  "b\\"": "é\\n"\n}'],
    [{ a: { b: true } }, '{\n  "a": {\n    "b": true\n  }\n}'],
    [{}, '{\n\n}'],
    [{ a: {} }, '{\n  "a": {\n\n  }\n}'],
    [[1, [2], null], '[1, [2], null]'],
    [[], '[]'],
    [{ a: [1, { b: 2 }] }, '{\n  "a": [1, {\n    "b": 2\n  }]\n}'],
    ['x', '"x"'],
    [5, '5'],
    [null, 'null'],
  ])('%j', (value, text) => expect(prettyPrint(value)).toBe(text));

  it('keeps within bounds', () => {
    expect(JSON.parse(prettyPrint(nested(900)))).toEqual(nested(900));
    expect(prettyPrint(nested(900)).length).toBeLessThan(900 * 140);
    expect(() => prettyPrint(nested(1100))).toThrow("Response is not valid 'application/json'.");
  });
});
