import { anActivation } from '@whisker/testing';
import { nameKeyOf } from './name-key';

const keyOf = (...annotations: { key: string; value: string }[]) =>
  nameKeyOf(anActivation({ name: 'hello', annotations }));

describe('nameKeyOf', () => {
  it.each([
    ['the bare name of an action in no package', keyOf({ key: 'path', value: 'guest/hello' }), 'hello'],
    ['package and name of an action in a package', keyOf({ key: 'path', value: 'guest/pkg/hello' }), 'pkg/hello'],
    [
      "the binding's name before the package's",
      keyOf({ key: 'path', value: 'whisk.system/pkg/hello' }, { key: 'binding', value: 'guest/mine' }),
      'mine/hello',
    ],
    ['the bare name of a trigger', keyOf(), 'hello'],
  ])('is %s', (_what, key, expected) => {
    expect(key).toBe(expected);
  });

  it('takes annotations that are no paths for absent', () => {
    const annotations = [
      { key: 'path', value: 7 },
      { key: 'binding', value: 'alone' },
    ];
    expect(nameKeyOf(anActivation({ name: 'hello', annotations }))).toBe('hello');
  });
});
