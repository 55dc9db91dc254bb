import { hasFlag, isTruthy, mergeByKey, toObject, valueOf, withoutKeys } from './index';

const low = [
  { key: 'a', value: 1 },
  { key: 'b', value: 1 },
];
const high = [
  { key: 'b', value: 2 },
  { key: 'c', value: 2 },
];

describe('lists of keys and values', () => {
  it('are merged: the second list wins', () => {
    expect(toObject(mergeByKey(low, high))).toEqual({ a: 1, b: 2, c: 2 });
    expect(mergeByKey([], high)).toEqual(high);
  });

  it('lose keys', () => expect(withoutKeys(low, ['a', 'nosuch'])).toEqual([{ key: 'b', value: 1 }]));

  it('answer for a key', () => expect([valueOf(low, 'a'), valueOf(low, 'nosuch')]).toEqual([1, undefined]));

  it('keep keys that objects know in other ways', () => {
    expect(Object.entries(toObject([{ key: '__proto__', value: 1 }]))).toEqual([['__proto__', 1]]);
  });

  it.each([false, 0, '', null, undefined])('take %j for a flag that is not set', (value) =>
    expect(isTruthy(value)).toBe(false),
  );
  it.each([true, 1, 'false', [], {}])('take %j for a flag that is set', (value) => {
    expect(hasFlag([{ key: 'web-export', value }], 'web-export')).toBe(true);
  });
});
