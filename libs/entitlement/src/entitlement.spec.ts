import { aBinding, anAction, anIdentity, aPackage, aTrigger, InMemoryEntityStore } from '@whisker/testing';
import type { WhiskEntity } from '@whisker/entities';
import { Entitlement, type Resource, type ResourceCollection, type Right } from './index';

const guest = anIdentity('guest');
const RIGHTS: readonly Right[] = ['READ', 'PUT', 'DELETE', 'ACTIVATE'];
const COLLECTIONS: readonly ResourceCollection[] = [
  'actions',
  'packages',
  'triggers',
  'rules',
  'activations',
  'namespaces',
  'secrets',
];
const MISSING = 'The requested resource does not exist.';
const refused = (what: string) => `The supplied authentication is not authorized to access '${what}'.`;

async function given(...entities: readonly WhiskEntity[]) {
  const store = new InMemoryEntityStore();
  await store.seed(...entities);
  const entitlement = new Entitlement({ entities: store });
  const check = (right: Right, resource: Resource) => entitlement.check(guest, right, resource);
  return { store, entitlement, check };
}

describe('in the own namespace', () => {
  const UNSUPPORTED = [
    'packages ACTIVATE',
    'secrets ACTIVATE',
    ...['activations', 'namespaces'].flatMap((c) => RIGHTS.slice(1).map((right) => `${c} ${right}`)),
  ];
  const all = COLLECTIONS.flatMap((collection) => RIGHTS.map((right) => [collection, right] as const));

  it.each(all)('%s %s is allowed if the collection has it', async (collection, right) => {
    const { check } = await given(aPackage('guest/x'));
    const checked = check(right, { collection, namespace: 'guest', name: 'x' });
    if (UNSUPPORTED.includes(`${collection} ${right}`)) await expect(checked).rejects.toThrow(refused('guest/x'));
    else await expect(checked).resolves.toBeUndefined();
  });

  it.each(COLLECTIONS)('%s may be listed', async (collection) => {
    const { check, store } = await given();
    await expect(check('READ', { collection, namespace: 'guest' })).resolves.toBeUndefined();
    expect(store.reads).toBe(0);
  });

  it('things in no package are plain: nothing is looked up', async () => {
    const { entitlement, check, store } = await given();
    const resource = { collection: 'actions', namespace: 'guest', name: 'a' } as const;
    await check('ACTIVATE', resource);
    expect([entitlement.isPlainlyOwn(guest, resource), store.reads]).toEqual([true, 0]);
  });

  it.each<Resource>([
    { collection: 'actions', namespace: 'other', name: 'a' },
    { collection: 'actions', namespace: 'guest', package: 'p', name: 'a' },
    { collection: 'packages', namespace: 'guest', name: 'p' },
  ])('%j is not plain', async (resource) => {
    const { entitlement } = await given();
    expect(entitlement.isPlainlyOwn(guest, resource)).toBe(false);
  });

  it.each<Right>(['PUT', 'DELETE'])(
    '%s of packages and packaged actions is allowed whatever is there',
    async (right) => {
      const { check } = await given();
      await expect(check(right, { collection: 'packages', namespace: 'guest', name: 'p' })).resolves.toBeUndefined();
      await expect(
        check(right, { collection: 'actions', namespace: 'guest', package: 'p', name: 'a' }),
      ).resolves.toBeUndefined();
    },
  );

  it('a missing package is not found; read as such it is named', async () => {
    const { check } = await given();
    await expect(check('READ', { collection: 'packages', namespace: 'guest', name: 'p' })).rejects.toThrow(
      "The requested resource 'guest/p' does not exist.",
    );
    await expect(check('READ', { collection: 'actions', namespace: 'guest', package: 'p' })).rejects.toThrow(MISSING);
    await expect(
      check('ACTIVATE', { collection: 'actions', namespace: 'guest', package: 'p', name: 'a' }),
    ).rejects.toThrow(MISSING);
  });

  it('what is no package is told apart', async () => {
    const { check } = await given(aTrigger('guest/t'));
    const text = 'Resource by this name exists but is not in this collection.';
    await expect(check('READ', { collection: 'packages', namespace: 'guest', name: 't' })).rejects.toThrow(text);
    await expect(check('READ', { collection: 'actions', namespace: 'guest', package: 't', name: 'a' })).rejects.toThrow(
      text,
    );
  });
});

describe('in another namespace', () => {
  it.each(COLLECTIONS.filter((collection) => collection !== 'packages'))('%s may not be listed', async (collection) => {
    const { check } = await given();
    await expect(check('READ', { collection, namespace: 'other' })).rejects.toThrow(refused('other'));
  });

  it('packages may be listed, also if there is no such namespace', async () => {
    const { check } = await given();
    await expect(check('READ', { collection: 'packages', namespace: 'other' })).resolves.toBeUndefined();
  });

  it.each(COLLECTIONS.flatMap((collection) => RIGHTS.map((right) => [collection, right] as const)))(
    '%s %s is refused',
    async (collection, right) => {
      const { check } = await given(anAction('other/x'));
      await expect(check(right, { collection, namespace: 'other', name: 'x' })).rejects.toThrow(refused('other/x'));
    },
  );

  it.each<[Right, string]>([
    ['READ', 'other/p'],
    ['ACTIVATE', 'other/p'],
    ['PUT', 'other/p/a'],
    ['DELETE', 'other/p/a'],
  ])('%s of a packaged action is refused for %s', async (right, label) => {
    const { check } = await given(aPackage('other/p'));
    await expect(check(right, { collection: 'actions', namespace: 'other', package: 'p', name: 'a' })).rejects.toThrow(
      refused(label),
    );
  });

  it('a published package may be read, its actions read and activated, nothing written', async () => {
    const { check } = await given(aPackage('other/p', { publish: true }));
    const action = { collection: 'actions', namespace: 'other', package: 'p', name: 'a' } as const;
    await expect(check('READ', { collection: 'packages', namespace: 'other', name: 'p' })).resolves.toBeUndefined();
    await expect(check('READ', { collection: 'actions', namespace: 'other', package: 'p' })).resolves.toBeUndefined();
    await expect(check('READ', action)).resolves.toBeUndefined();
    await expect(check('ACTIVATE', action)).resolves.toBeUndefined();
    await expect(check('PUT', action)).rejects.toThrow(refused('other/p/a'));
    await expect(check('DELETE', { collection: 'packages', namespace: 'other', name: 'p' })).rejects.toThrow(
      refused('other/p'),
    );
  });

  it('a missing package is refused like a private one', async () => {
    const { check } = await given(aPackage('other/private'));
    for (const name of ['private', 'missing']) {
      await expect(check('READ', { collection: 'packages', namespace: 'other', name })).rejects.toThrow(
        refused(`other/${name}`),
      );
    }
  });

  it('a binding is for its owner only, published or not', async () => {
    const { check } = await given(
      aPackage('guest/p', { publish: true }),
      aBinding('other/b', 'guest/p', { publish: true }),
    );
    await expect(check('READ', { collection: 'packages', namespace: 'other', name: 'b' })).rejects.toThrow(
      refused('other/b'),
    );
    await expect(
      check('ACTIVATE', { collection: 'actions', namespace: 'other', package: 'b', name: 'a' }),
    ).rejects.toThrow(refused('other/b'));
  });

  it('what is no package is refused, not told apart', async () => {
    const { check } = await given(aTrigger('other/t', { publish: true }));
    await expect(check('READ', { collection: 'packages', namespace: 'other', name: 't' })).rejects.toThrow(
      refused('other/t'),
    );
  });
});

describe('an own binding', () => {
  const packaged = { collection: 'actions', namespace: 'guest', package: 'b', name: 'a' } as const;
  const itself = { collection: 'packages', namespace: 'guest', name: 'b' } as const;

  it.each([
    ['a published package of others', aPackage('other/p', { publish: true }), 'other/p'],
    ['a private package of its own', aPackage('guest/p'), 'guest/p'],
  ])('may be used if it stands for %s', async (_what, provider, to) => {
    const { check } = await given(provider, aBinding('guest/b', to));
    await expect(check('READ', itself)).resolves.toBeUndefined();
    await expect(check('ACTIVATE', packaged)).resolves.toBeUndefined();
  });

  it('is refused once the provider is private', async () => {
    const { check } = await given(aPackage('other/p'), aBinding('guest/b', 'other/p'));
    await expect(check('READ', itself)).rejects.toThrow(refused('guest/b'));
    await expect(check('ACTIVATE', packaged)).rejects.toThrow(refused('guest/b'));
  });

  it.each(['other/p', 'guest/p'])('is not found once the provider %s is gone', async (to) => {
    const { check } = await given(aBinding('guest/b', to));
    await expect(check('READ', itself)).rejects.toThrow("The requested resource 'guest/b' does not exist.");
    await expect(check('ACTIVATE', packaged)).rejects.toThrow(MISSING);
  });

  it('to a binding is decided by what that stands for', async () => {
    const { check } = await given(aPackage('guest/p'), aBinding('guest/q', 'guest/p'), aBinding('guest/b', 'guest/q'));
    await expect(check('READ', itself)).resolves.toBeUndefined();
  });

  it('to a binding of others is refused', async () => {
    const { check } = await given(
      aPackage('other/p', { publish: true }),
      aBinding('other/q', 'other/p'),
      aBinding('guest/b', 'other/q'),
    );
    await expect(check('READ', itself)).rejects.toThrow(refused('guest/b'));
  });

  it('in a circle ends', async () => {
    const { check } = await given(aBinding('guest/b', 'guest/c'), aBinding('guest/c', 'guest/b'));
    await expect(check('READ', itself)).resolves.toBeUndefined();
  });
});

describe('several resources', () => {
  it('are refused in one: names sorted, each once', async () => {
    const { entitlement } = await given();
    const foreign = (name: string) => ({ collection: 'actions', namespace: 'other', name }) as const;
    const resources = [
      foreign('b'),
      foreign('a'),
      foreign('b'),
      { collection: 'actions', namespace: 'guest', name: 'c' } as const,
    ];
    await expect(entitlement.checkAll(guest, 'READ', resources)).rejects.toThrow(refused('other/a, other/b'));
  });

  it('pass if there is none', async () => {
    const { entitlement } = await given();
    await expect(entitlement.checkAll(guest, 'READ', [])).resolves.toBeUndefined();
  });
});
