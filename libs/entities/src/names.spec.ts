import {
  isEntityName,
  nameFromId,
  parseActivationId,
  parseEntityName,
  parseNamespace,
  parseQualifiedName,
  parseReference,
  pathOf,
  printName,
  qualifiedName,
  sameName,
} from './index';

const LEGAL = ['a', '_', '0', '_a', 'a b', 'a@b', 'a&b', 'a.b', 'a-', 'a.', 'a@', 'a&', 'a_b.c-d@e&f', 'x'.repeat(256)];
const ILLEGAL = [
  '',
  ' a',
  'a ',
  '-a',
  '.a',
  '@a',
  '&a',
  'a!b',
  'a$b',
  'a:b',
  'a/b',
  'a\0b',
  'café',
  '☃',
  'a,b',
  "a'b",
  'a\\b',
  'a\n',
];

describe('names', () => {
  it.each(LEGAL)('takes %j', (text) => {
    expect(parseEntityName(text)).toBe(text);
    expect(parseNamespace(text)).toBe(text);
  });

  it.each(ILLEGAL)('refuses %j', (text) => {
    expect(isEntityName(text)).toBe(false);
    expect(() => parseEntityName(text)).toThrow('The name of the entity contains illegal characters.');
    expect(() => parseNamespace(text)).toThrow('The namespace contains illegal characters.');
  });

  it('tells the length of a name that is too long, legal or not', () => {
    expect(() => parseEntityName('x'.repeat(257))).toThrow('Name segement longer than allowed: 257 > 256.');
    expect(() => parseNamespace('!'.repeat(300))).toThrow('Namespace longer than allowed: 300 > 256.');
  });
});

describe('qualified names', () => {
  it('are the same only if all parts are', () => {
    const name = qualifiedName('ns', 'a', 'pkg');
    expect(sameName(name, nameFromId('ns/pkg/a'))).toBe(true);
    expect(sameName(name, qualifiedName('ns', 'a'))).toBe(false);
    expect([printName(name), pathOf(name), pathOf(qualifiedName('ns', 'a'))]).toEqual(['ns/pkg/a', 'ns/pkg', 'ns']);
  });

  it.each(['/ns/a', 'ns/a', 'ns//a/'])('reads %j', (text) => {
    expect(parseQualifiedName(text, 'own')).toEqual({ namespace: 'ns', name: 'a' });
    expect(parseReference(text, 'own')).toEqual({ namespace: 'ns', name: 'a' });
  });

  it('puts the own namespace in place of _', () => {
    expect(parseQualifiedName('/_/p/a', 'own')).toEqual({ namespace: 'own', package: 'p', name: 'a' });
    expect(parseReference('/_/_', 'own')).toEqual({ namespace: 'own', name: '_' });
  });

  it.each(['', 'a', '/a', '/a/b/c/d'])('refuses %j', (text) => {
    expect(() => parseQualifiedName(text, 'own')).toThrow(
      'The request content was malformed:\nrequirement failed: The fully qualified name of the entity must contain at least the namespace and the name of the entity.',
    );
  });

  it('shows a reference that is too deep as it was given', () => {
    expect(printName(parseReference('/_/a/b/c', 'own'))).toBe('own/a/b/c');
  });
});

describe('activation ids', () => {
  it.each([
    ['abc', 'Activation id length is 3 but must be 32.'],
    ['84a070a5-fa94-4c47-a070-a5fa94ac472d', 'Activation id length is 36 but must be 32.'],
    ['z'.repeat(32), 'The activation id is not valid.'],
    ['A'.repeat(32), 'The activation id is not valid.'],
  ])('refuses %s', (text, refusal) => {
    expect(() => parseActivationId(text)).toThrow(refusal);
  });
});
