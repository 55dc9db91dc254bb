import { Remarks } from './failure';
import { interpolated } from './interpolation';

const env = { NAME: 'shop', EMPTY: '' };

it('replaces variables in values and in names', () => {
  const document = {
    packages: { $NAME: { inputs: { a: 'x-${NAME}-$EMPTY.', b: ['$NAME', 5], c: 'cost: $$5 or $5' } } },
  };
  expect(interpolated(document, env, new Remarks(false))).toEqual({
    packages: { shop: { inputs: { a: 'x-shop-.', b: ['shop', 5], c: 'cost: $5 or $5' } } },
  });
});

it('leaves programs and the names of inputs alone', () => {
  const document = { actions: { a: { code: '`${NAME}`', inputs: { $NAME: 1, code: '$NAME' } } } };
  expect(interpolated(document, env, new Remarks(false))).toEqual({
    actions: { a: { code: '`${NAME}`', inputs: { $NAME: 1, code: 'shop' } } },
  });
});

it('remarks on a variable that is not set, or refuses it', () => {
  const remarks = new Remarks(false);
  expect(interpolated({ a: { b: '$MISSING!' } }, env, remarks)).toEqual({ a: { b: '!' } });
  expect(remarks.texts).toEqual(['a.b: the environment variable MISSING is not set; it counts as empty']);
  expect(() => interpolated({ a: '$MISSING' }, env, new Remarks(true))).toThrow(/^a: .*MISSING.*\(--strict\)$/);
});
