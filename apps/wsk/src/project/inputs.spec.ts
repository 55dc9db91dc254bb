import { inputValues } from './inputs';

const none = new Map<string, unknown>();
const values = (declared: object, choices: { overrides?: object; params?: object } = {}) =>
  Object.fromEntries(
    inputValues(
      new Map(Object.entries(declared)),
      {
        overrides: new Map(Object.entries(choices.overrides ?? {})),
        params: new Map(Object.entries(choices.params ?? {})),
      },
      'here',
    ),
  );

it.each([
  [
    'plain values',
    { a: 'text', b: 1, c: [1], d: { x: 1 }, e: null },
    { a: 'text', b: 1, c: [1], d: { x: 1 }, e: null },
  ],
  [
    'names of types as their zeros',
    { a: 'string', b: 'integer', c: 'boolean', d: 'json', e: 'float' },
    { a: '', b: 0, c: false, d: {}, e: 0 },
  ],
  ['the value before the default', { a: { type: 'string', value: 'v', default: 'd' } }, { a: 'v' }],
  ['the default', { a: { type: 'integer', default: 3, description: 'x' } }, { a: 3 }],
  [
    'the zero of the type',
    { a: { type: 'integer' }, b: { type: 'object' }, c: { description: 'x' } },
    { a: 0, b: {}, c: '' },
  ],
  [
    'texts as what the type says',
    { a: { type: 'integer', value: '5' }, b: { type: 'json', value: '{"x":1}' }, c: { type: 'bool', value: 'true' } },
    { a: 5, b: { x: 1 }, c: true },
  ],
  ['numbers as texts', { a: { type: 'string', value: 5 } }, { a: '5' }],
  ['a value without a type', { a: { value: 'string' } }, { a: 'string' }],
])('takes %s', (_title, declared, expected) => {
  expect(values(declared)).toEqual(expected);
});

it('lets a deployment file replace and add, and the command line replace', () => {
  const declared = { a: { type: 'integer', required: true }, b: 1, c: 2 };
  const overrides = { a: '4', b: 10, d: { value: 20 } };
  expect(values(declared, { overrides, params: { c: 'flag', z: 0 } })).toEqual({ a: 4, b: 10, c: 'flag', d: 20 });
});

it.each([
  [{ a: { type: 'string', required: true } }, 'here.a: is required and has no value'],
  [{ a: { type: 'strnig' } }, "here.a: 'strnig' is no type; the types are string, integer, int"],
  [{ a: { type: 'integer', value: 'five' } }, 'here.a: "five" is no integer'],
  [{ a: { type: 'integer', value: 1.5 } }, 'here.a: 1.5 is no integer'],
  [{ a: { type: 'json', value: 3 } }, 'here.a: 3 is no json'],
])('refuses %j', (declared, message) => {
  expect(() => values(declared)).toThrow(message);
});

it('has none where none is declared', () => {
  expect(inputValues(none, { params: new Map([['a', 1]]) }, 'here')).toEqual(none);
});
