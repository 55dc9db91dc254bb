import { Json, type JsonValue } from '@whisker/entities';
import { readAnswer, toldConductor } from './conductor-answer';

describe('the answer of a conductor', () => {
  it.each<[result: JsonValue, end: JsonValue]>([
    [{}, {}],
    [{ other: 1 }, { other: 1 }],
    [{ state: { q: 1 } }, { state: { q: 1 } }],
    [{ params: { a: 1 }, other: 1 }, { a: 1 }],
    [{ params: 5 }, { value: 5 }],
    [{ params: [1] }, { value: [1] }],
    [{ params: null }, { value: null }],
    [{ params: { error: 'given' } }, { error: 'given' }],
    [
      [1, 2],
      [1, 2],
    ],
  ])('%j ends the composition with %j', (result, end) => {
    const answer = readAnswer(Json.of(result));
    expect(answer.type === 'end' && answer.result.value).toEqual(end);
  });

  it.each<[result: JsonValue, next: unknown]>([
    [{ action: 'a' }, { action: 'a' }],
    [{ action: null }, { action: null }],
    [
      { action: '', params: { x: 1 }, state: { y: 2 } },
      { action: '', params: { x: 1 }, state: { y: 2 } },
    ],
    [
      { action: 'a', params: 5, state: 6 },
      { action: 'a', params: { value: 5 }, state: { state: 6 } },
    ],
    [
      { action: 'a', params: [5], state: [6] },
      { action: 'a', params: { value: [5] }, state: { state: [6] } },
    ],
    [
      { action: 'a', params: null, state: null },
      { action: 'a', params: { value: null }, state: { state: null } },
    ],
  ])('%j asks for an action', (result, next) => {
    const answer = readAnswer(Json.of(result));
    expect(answer.type).toBe('next');
    const { action, params, state } = answer as Extract<typeof answer, { type: 'next' }>;
    expect({ action, ...(params && { params: params.value }), ...(state && { state }) }).toEqual(next);
  });
});

describe('what a conductor is told', () => {
  it.each<[result: JsonValue, state: { [key: string]: JsonValue } | undefined, told: JsonValue]>([
    [{ a: 1 }, undefined, { a: 1 }],
    [{ a: 1, b: 1 }, { b: 2 }, { a: 1, b: 2 }],
    [{ error: 'no' }, { error: 'mine' }, { error: 'mine' }],
    [[1, 2], undefined, { value: [1, 2] }],
    [[1, 2], { s: 1 }, { value: [1, 2], s: 1 }],
  ])('%j with state %j is %j', (result, state, told) => {
    expect(toldConductor(Json.of(result), state).value).toEqual(told);
  });

  it('is the very result if there is nothing to add', () => {
    const result = Json.trusted('{ "a" : 1.0 }');
    expect(toldConductor(result, undefined)).toBe(result);
  });
});
