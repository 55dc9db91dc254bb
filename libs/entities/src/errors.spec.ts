import { errorCatalogue, refuse, WhiskError } from './index';

describe('the catalogue of refusals', () => {
  it.each(Object.keys(errorCatalogue))('%s makes an error of its kind', (code) => {
    const make = refuse[code as keyof typeof refuse] as (...args: readonly unknown[]) => WhiskError;
    // A list reads as a text, too: this fits whatever a text is made of.
    const error = make(['a'], ['b'], ['c'], ['d']);
    expect(error).toMatchObject({
      code,
      kind: errorCatalogue[code as keyof typeof errorCatalogue].kind,
      name: 'WhiskError',
    });
    expect(error.message).not.toBe('');
  });

  it('knows its errors', () => {
    expect([
      WhiskError.is(refuse.notFound()),
      WhiskError.is(new Error()),
      WhiskError.is(null),
      WhiskError.is('x'),
    ]).toEqual([true, false, false, false]);
  });

  it('names what is refused in order', () => {
    expect(refuse.notAuthorizedFor('b', 'a').message).toBe(
      "The supplied authentication is not authorized to access 'a, b'.",
    );
  });

  it('counts one entity and several', () => {
    expect(refuse.packageNotEmpty(1).message).toContain('(contains 1 entity)');
    expect(refuse.packageNotEmpty(2).message).toContain('(contains 2 entities)');
  });
});
