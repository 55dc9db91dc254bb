import { defaultSystemLimits, nameFromId, type JsonValue, type WhiskEntity } from '@whisker/entities';
import { Entitlement } from '@whisker/entitlement';
import {
  aBinding,
  anAction,
  anIdentity,
  aPackage,
  aTrigger,
  InMemoryEntityStore,
  someRuntimes,
} from '@whisker/testing';
import { Packages } from './index';

async function given(...entities: readonly WhiskEntity[]) {
  const store = new InMemoryEntityStore();
  await store.seed(...entities);
  const entitlement = new Entitlement({ entities: store });
  const packages = new Packages({
    entities: store,
    entitlement,
    runtimes: someRuntimes(),
    limits: defaultSystemLimits,
    clock: () => 0,
  });
  const put = (id: string, body: JsonValue, overwrite = false) =>
    packages.put(anIdentity(), nameFromId(id), body, { overwrite });
  const get = (id: string) => packages.get(anIdentity(), nameFromId(id));
  const remove = (id: string) => packages.delete(anIdentity(), nameFromId(id), { force: false });
  return { put, get, remove };
}

const to = (name: string, namespace = '_') => ({ binding: { namespace, name } });
const provider = aPackage('guest/p', {
  parameters: [
    { key: 'p', value: 'pkg' },
    { key: 'q', value: 'pkg' },
  ],
});

describe('putting a binding', () => {
  it('sets an annotation that tells the provider', async () => {
    const { put } = await given(provider);
    const annotations = [
      { key: 'binding', value: 'mine' },
      { key: 'e', value: 1 },
    ];
    const target = { namespace: 'guest', name: 'p' };
    expect(await put('guest/b', { ...to('p'), annotations })).toMatchObject({
      binding: target,
      annotations: [
        { key: 'e', value: 1 },
        { key: 'binding', value: target },
      ],
    });
  });

  it.each(['_', 'guest', 'other'])('takes a package of %s, if it is own or shared', async (namespace) => {
    const { put } = await given(provider, aPackage('other/p', { publish: true }));
    expect((await put('guest/b', to('p', namespace)))['binding']).toEqual({
      namespace: namespace === '_' ? 'guest' : namespace,
      name: 'p',
    });
  });

  it.each<[string, JsonValue, string]>([
    ['a missing package', to('nosuch'), 'Binding references a package that does not exist.'],
    ['the reserved name', to('default'), 'Binding references a package that does not exist.'],
    ['itself, not yet there', to('new'), 'Binding references a package that does not exist.'],
    ['a binding', to('bound'), 'Cannot bind to another package binding.'],
    ['a trigger', to('t'), 'Cannot bind to a resource that is not a package.'],
    ['a private package of others', to('private', 'other'), "not authorized to access 'other/private'."],
    ['a missing package of others', to('nosuch', 'other'), "not authorized to access 'other/nosuch'."],
  ])('to %s is refused', async (_what, body, text) => {
    const { put } = await given(
      provider,
      aBinding('guest/bound', 'guest/p'),
      aTrigger('guest/t'),
      aPackage('other/private'),
    );
    await expect(put('guest/new', body)).rejects.toThrow(text);
  });

  it('in place of a package is refused', async () => {
    const { put } = await given(provider);
    await expect(put('guest/p', to('p'), true)).rejects.toThrow(
      'Resource is a package and cannot be converted into a binding.',
    );
  });

  it('to itself is refused', async () => {
    const { put } = await given(provider, aBinding('guest/b', 'guest/p'));
    await expect(put('guest/b', to('b'), true)).rejects.toThrow('Cannot bind to another package binding.');
  });

  it.each<JsonValue>([{}, { binding: {} }])('%j keeps the provider', async (body) => {
    const { put } = await given(provider, aBinding('guest/b', 'guest/p'));
    const target = { namespace: 'guest', name: 'p' };
    expect(await put('guest/b', body, true)).toMatchObject({
      binding: target,
      annotations: [{ key: 'binding', value: target }],
    });
  });

  it('may change the provider, and then the annotation', async () => {
    const { put } = await given(provider, aPackage('guest/r'), aBinding('guest/b', 'guest/p'));
    const target = { namespace: 'guest', name: 'r' };
    expect(await put('guest/b', to('r'), true)).toMatchObject({
      binding: target,
      annotations: [{ key: 'binding', value: target }],
    });
  });
});

describe('reading a binding', () => {
  it('shows the parameters and actions of the provider, the own parameters over them', async () => {
    const { get } = await given(
      provider,
      anAction('guest/p/a'),
      aBinding('guest/b', 'guest/p', { parameters: [{ key: 'q', value: 'bind' }] }),
    );
    expect(await get('guest/b')).toMatchObject({
      name: 'b',
      binding: { namespace: 'guest', name: 'p' },
      parameters: [
        { key: 'p', value: 'pkg' },
        { key: 'q', value: 'bind' },
      ],
      actions: [{ name: 'a' }],
    });
  });

  it('whose provider is gone names the binding', async () => {
    const { get } = await given(aBinding('guest/b', 'guest/gone'), aBinding('guest/c', 'guest/t'), aTrigger('guest/t'));
    await expect(get('guest/b')).rejects.toThrow("The requested resource 'guest/b' does not exist.");
    await expect(get('guest/c')).rejects.toThrow("The requested resource 'guest/c' does not exist.");
  });

  it('follows a provider that became a binding', async () => {
    const { get } = await given(
      provider,
      aBinding('guest/q', 'guest/p', { parameters: [{ key: 'q', value: 'q' }] }),
      aBinding('guest/b', 'guest/q'),
    );
    expect((await get('guest/b'))['parameters']).toEqual([
      { key: 'p', value: 'pkg' },
      { key: 'q', value: 'q' },
    ]);
  });

  it.each([
    ['itself', [aBinding('guest/b', 'guest/b')]],
    ['each other', [aBinding('guest/b', 'guest/c'), aBinding('guest/c', 'guest/b')]],
  ])('is refused if bindings stand for %s', async (_what, entities) => {
    const { get } = await given(...entities);
    await expect(get('guest/b')).rejects.toThrow("Package binding 'guest/b' contains a circular reference.");
  });
});

describe('deleting a binding', () => {
  it('leaves the provider and its actions alone', async () => {
    const { remove, get } = await given(provider, anAction('guest/p/a'), aBinding('guest/b', 'guest/p'));
    expect(await remove('guest/b')).toMatchObject({ name: 'b', binding: { name: 'p' } });
    expect(await get('guest/p')).toMatchObject({ actions: [{ name: 'a' }] });
  });
});
