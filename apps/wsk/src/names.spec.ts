import { exitCodes } from './failure';
import { collectionPath, fullName, parseEntityName, parseNamespace, parseQualifiedName } from './names';

describe('parseQualifiedName', () => {
  it.each([
    ['foo', '_', 'foo'],
    ['pkg/foo', '_', 'pkg/foo'],
    ['/ns', 'ns', ''],
    ['/ns/foo', 'ns', 'foo'],
    ['/ns/pkg/foo', 'ns', 'pkg/foo'],
    ['ns/pkg/foo', 'ns', 'pkg/foo'],
    ['/_/foo', '_', 'foo'],
    ['a b@c', '_', 'a b@c'],
  ])('reads %p', (text, namespace, path) => {
    expect(parseQualifiedName(text)).toEqual({ namespace, path });
  });

  it.each(['', '/', '//foo', '/ns/', 'foo/', 'a/b/c/d', '/a/b/c/d', '.', '..', '/ns/..', 'pkg/.'])(
    'refuses %p',
    (text) => {
      expect(() => parseQualifiedName(text)).toThrow(
        expect.objectContaining({
          message: `'${text}' is not a valid qualified name: A valid qualified name must be specified.`,
          exitCode: exitCodes.notAllowed,
        }),
      );
    },
  );
});

describe('parseEntityName', () => {
  it('refuses a namespace alone', () => {
    expect(() => parseEntityName('/ns')).toThrow(`'/ns' is not a valid qualified name`);
  });
});

describe('parseNamespace', () => {
  it('is the namespace of the key where nothing is said', () => {
    expect(parseNamespace(undefined)).toBe('_');
  });

  it('reads a namespace', () => {
    expect(parseNamespace('/whisk.system')).toBe('whisk.system');
  });

  it.each([
    ['foo', 'foo'],
    ['/ns/foo', 'foo'],
    ['/ns/pkg/foo', 'pkg/foo'],
  ])('refuses the entity %p', (text, path) => {
    expect(() => parseNamespace(text)).toThrow(
      `An entity name, '${path}', was provided instead of a namespace. ` +
        'Valid namespaces are of the following format: /NAMESPACE.',
    );
  });
});

describe('addresses', () => {
  it('writes full names', () => {
    expect(fullName({ namespace: '_', path: 'pkg/foo' })).toBe('/_/pkg/foo');
  });

  it('encodes each segment', () => {
    expect(collectionPath('actions', 'a@b', 'my pkg/ü')).toBe('namespaces/a%40b/actions/my%20pkg/%C3%BC');
  });
});
