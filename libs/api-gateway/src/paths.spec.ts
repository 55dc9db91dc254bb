import fc from 'fast-check';
import { hasDotSegments, normalizeBasePath, parametersOf } from './paths';

describe('normalizeBasePath', () => {
  it.each([
    ['/', ''],
    ['', ''],
    ['club', '/club'],
    ['/club/', '/club'],
    ['/test1/v1', '/test1/v1'],
  ])('%s is %s', (given, normal) => {
    expect(normalizeBasePath(given)).toBe(normal);
  });
});

describe('parametersOf', () => {
  it('names whole segments only', () => {
    expect(parametersOf('/a/{x}/b{no}/{y}')).toEqual(['x', 'y']);
  });
});

describe('hasDotSegments', () => {
  it.each(['/a/../b', '/..', '/.', '/a/%2e%2E/b', '/a/.%2e', '/a%2f..%2fb', '/a\\..\\b', '/a%5c..'])(
    'sees %s',
    (path) => {
      expect(hasDotSegments(path)).toBe(true);
    },
  );

  it.each(['/a/b', '/a.b/...', '/.well-known/x', '/a/..b', '/%252e%252e/a'])('lets %s pass', (path) => {
    expect(hasDotSegments(path)).toBe(false);
  });

  it('lets no path pass that an address would fold', () => {
    const part = fc.constantFrom('/', '.', '..', '%2e', '%2E', '\\', 'a', '%2f', '%5c', '..a');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const path = `/p/${parts.join('')}`;
        if (!hasDotSegments(path)) expect(new URL(`http://host${path}`).pathname).toBe(path);
      }),
    );
  });
});
