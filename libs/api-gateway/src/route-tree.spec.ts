import fc from 'fast-check';
import { parameterOf, segmentsOf } from './paths';
import { RouteTree } from './route-tree';

function treeOf(...paths: string[]): RouteTree<string> {
  const tree = new RouteTree<string>();
  for (const path of paths) tree.add(path, path);
  return tree;
}

describe('RouteTree', () => {
  it.each([
    ['the path itself', ['/club/{x}', '/club/books'], '/club/books', '/club/books'],
    ['a parameter for one segment', ['/club/{x}'], '/club/books', '/club/{x}'],
    ['several parameters', ['/{a}/b/{c}'], '/1/b/2', '/{a}/b/{c}'],
    ['the earlier literal segment of two with parameters', ['/{a}/b', '/a/{b}'], '/a/b', '/a/{b}'],
    ['a whole match before a longer prefix of literals', ['/a/b', '/{x}/{y}/{z}'], '/a/b/c', '/{x}/{y}/{z}'],
    ['the longest prefix', ['/a', '/a/b', '/a/b/c/d'], '/a/b/c', '/a/b'],
    ['a prefix with parameters', ['/a/{x}'], '/a/1/rest', '/a/{x}'],
    ['the longer prefix, with parameters or not', ['/a', '/{x}/b'], '/a/b/c', '/{x}/b'],
    ['the root for what nothing else is there for', ['/', '/a'], '/other/path', '/'],
    ['paths with and without a slash at the end', ['/a/'], '/a', '/a/'],
    ['encoded segments as what they stand for', ['/über/{x}'], '/%C3%BCber/1', '/über/{x}'],
    ['a segment with an encoded slash as one', ['/a/{x}'], '/a/b%2Fc', '/a/{x}'],
    ['nothing', ['/a'], '/b', undefined],
    ['no part of a segment', ['/boo'], '/books', undefined],
    ['no empty segment for a parameter', ['/a/{x}/b'], '/a//b', undefined],
  ])('finds %s', (_what, paths, asked, found) => {
    expect(treeOf(...paths).find(asked)?.value).toBe(found);
  });

  it('tells how many segments were taken', () => {
    expect(treeOf('/a/{x}').find('/a/1/b/c')).toEqual({ value: '/a/{x}', depth: 2 });
    expect(treeOf('/').find('/a')).toEqual({ value: '/', depth: 0 });
  });

  it('keeps the first of two that are the same', () => {
    const tree = treeOf('/a/{x}');
    expect(tree.add('/a/{y}', 'second')).toBe(false);
    expect(tree.find('/a/1')?.value).toBe('/a/{x}');
  });

  it('is quick about paths made to be slow', () => {
    const tree = treeOf(`/${'{x}/'.repeat(30)}end`, `/${'a/'.repeat(30)}end`);
    expect(tree.find(`/${'a/'.repeat(30)}other`)).toBeUndefined();
  });
});

/** As the specification says it: exact, then by parameters, then the longest prefix. */
function expected(paths: readonly string[], asked: string): number | undefined {
  const segments = segmentsOf(asked);
  for (let length = segments.length; length >= 0; length -= 1) {
    if (paths.some((path) => matches(segmentsOf(path), segments.slice(0, length)))) return length;
  }
  return undefined;
}

function matches(defined: readonly string[], asked: readonly string[]): boolean {
  if (defined.length !== asked.length) return false;
  return defined.every((segment, i) => (parameterOf(segment) === undefined ? segment === asked[i] : asked[i] !== ''));
}

const segment = fc.constantFrom('a', 'b', 'c', '{x}');
const path = (of: fc.Arbitrary<string>) => fc.array(of, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
const routes = fc.uniqueArray(path(segment), { maxLength: 12 });
const asked = path(fc.constantFrom('a', 'b', 'c', 'd'));

describe('of any routes, RouteTree', () => {
  it('finds one that matches the longest part of the path, and none only if none does', () => {
    fc.assert(
      fc.property(routes, asked, (defined, called) => {
        const found = treeOf(...defined).find(called);
        expect(found?.depth).toBe(expected(defined, called));
        if (found) expect(matches(segmentsOf(found.value), segmentsOf(called).slice(0, found.depth))).toBe(true);
      }),
    );
  });

  it('finds a path without parameters by itself', () => {
    fc.assert(
      fc.property(routes, asked, (defined, called) => {
        expect(treeOf(...defined, called).find(called)?.value).toBe(called);
      }),
    );
  });

  it('does not depend on the order in which they were added', () => {
    fc.assert(
      fc.property(routes, asked, (defined, called) => {
        const [one, other] = [defined, defined.toReversed()].map((paths) => treeOf(...paths).find(called));
        expect(one).toEqual(other);
      }),
    );
  });
});
