import { isJsonObject, Json } from './index';

describe('Json', () => {
  it('makes text of a value and a value of text, each once', () => {
    expect(Json.of({ a: 1 }).text).toBe('{"a":1}');
    const parsed = Json.trusted('{"a": 1}');
    expect([parsed.text, parsed.value, parsed.value === parsed.value]).toEqual(['{"a": 1}', { a: 1 }, true]);
    expect(JSON.stringify({ inner: Json.parse('[null]') })).toBe('{"inner":[null]}');
  });

  it('refuses text that is no JSON', () => expect(() => Json.parse('{')).toThrow(SyntaxError));

  it('knows an object', () => expect([{}, [], null, 'x'].map(isJsonObject)).toEqual([true, false, false, false]));
});
