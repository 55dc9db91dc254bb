import { Json, type Action, type JsonValue } from '@whisker/entities';
import { checkFinal, checkSize, mergeArguments, MESSAGE_OVERHEAD } from './arguments';
import { prepare } from './prepared-action';
import { action, parameter } from './testing/builders';

const merge = (over: Partial<Action>, payload?: JsonValue) =>
  mergeArguments(prepare(action(over)), payload === undefined ? undefined : Json.of(payload));

describe('arguments of a call', () => {
  it('are the parameters, with the payload over them', () => {
    const parameters = [parameter('a', 'default'), parameter('b', 1)];
    expect(merge({ parameters }, { a: 'mine', c: null }).value).toEqual({ a: 'mine', b: 1, c: null });
  });

  it('are the parameters if there is no payload', () => {
    expect(merge({ parameters: [parameter('a', 1)] }).value).toEqual({ a: 1 });
  });

  it('are empty if there is neither', () => {
    expect(merge({}).text).toBe('{}');
  });

  it('are the very payload if there are no parameters', () => {
    const payload = Json.trusted('{ "a" : 1.0 }');
    expect(mergeArguments(prepare(action()), payload)).toBe(payload);
  });

  it('are the array that a sequence hands on, without parameters', () => {
    const payload = Json.of([1, { a: 2 }]);
    expect(mergeArguments(prepare(action({ parameters: [parameter('a', 1)] })), payload)).toBe(payload);
  });

  it('may have any names', () => {
    const payload = Json.parse('{"__proto__":{"x":1}}');
    const merged = mergeArguments(prepare(action({ parameters: [parameter('constructor', 1)] })), payload);
    expect(merged.text).toBe('{"constructor":1,"__proto__":{"x":1}}');
  });

  it('leave action and payload as they are', () => {
    const own = action({ parameters: [parameter('a', 1)] });
    const payload = Json.of({ a: 2 });
    mergeArguments(prepare(own), payload);
    expect([own.parameters, payload.value, prepare(own).defaults]).toEqual([[parameter('a', 1)], { a: 2 }, { a: 1 }]);
  });
});

describe('final parameters', () => {
  const parameters = [parameter('a', 'act'), parameter('p', 'pkg'), parameter('n', null)];
  const final = { parameters, annotations: [{ key: 'final', value: true }] };
  const check = (over: Partial<Action>, payload?: JsonValue) => () =>
    checkFinal(prepare(action(over)), payload === undefined ? undefined : Json.of(payload));

  it.each(['a', 'p'])('may not be named by a payload: %s', (key) => {
    expect(check(final, { [key]: 1 })).toThrow(
      'Request defines parameters that are not allowed (e.g., reserved properties).',
    );
  });

  it.each([
    ['one without a value', { n: 1 }],
    ['another', { q: 1 }],
    ['nothing', undefined],
  ])('leave %s alone', (_, payload) => {
    expect(check(final, payload)).not.toThrow();
  });

  it.each(['true', 1, false, null])('need the annotation to be true, not %j', (value) => {
    expect(check({ parameters, annotations: [{ key: 'final', value }] }, { a: 1 })).not.toThrow();
  });
});

describe('init parameters', () => {
  it('are named, whether or not the payload overrides them', () => {
    const own = action({ parameters: [parameter('S', 'x', true), parameter('plain', 1)] });
    expect(prepare(own).initParameters).toEqual(['S']);
    expect(mergeArguments(prepare(own), Json.of({ S: 'payload' })).value).toEqual({ S: 'payload', plain: 1 });
  });
});

describe('size of the arguments', () => {
  const LIMIT = 1000;
  const ofBytes = (bytes: number) => Json.of('x'.repeat(bytes - 2));

  it('may be what the payload may be, and some more', () => {
    expect(() => checkSize(ofBytes(LIMIT + MESSAGE_OVERHEAD), LIMIT)).not.toThrow();
  });

  it('is refused beyond that {limits.2.4}', () => {
    expect(() => checkSize(ofBytes(LIMIT + MESSAGE_OVERHEAD + 1), LIMIT)).toThrow(
      'The request content is larger than the server is willing or able to process.',
    );
  });

  it('counts bytes, not characters', () => {
    expect(() => checkSize(Json.of('☃'.repeat((LIMIT + MESSAGE_OVERHEAD) / 2)), LIMIT)).toThrow();
  });
});
