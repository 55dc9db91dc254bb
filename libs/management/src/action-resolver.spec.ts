import { nameFromId, type WhiskEntity } from '@whisker/entities';
import { aBinding, anAction, aPackage, aTrigger, InMemoryEntityStore } from '@whisker/testing';
import { ActionResolver } from './index';

async function given(...entities: readonly WhiskEntity[]) {
  const store = new InMemoryEntityStore();
  await store.seed(...entities);
  store.reads = 0;
  const resolver = new ActionResolver({ entities: store });
  return { store, resolve: (id: string) => resolver.resolve(nameFromId(id)) };
}

const action = anAction('other/p/a', { parameters: [{ key: 'r', value: 'act' }] });
const pkg = aPackage('other/p', {
  parameters: [
    { key: 'p', value: 'pkg' },
    { key: 'q', value: 'pkg' },
    { key: 'r', value: 'pkg' },
  ],
});
const binding = aBinding('guest/b', 'other/p', { parameters: [{ key: 'q', value: 'bind' }] });

describe('resolving an action', () => {
  it('in no package takes one look-up', async () => {
    const { resolve, store } = await given(anAction());
    const revision = (await store.get(anAction().name))?.revision;
    store.reads = 0;
    expect(await resolve('guest/hello')).toEqual({ action: anAction(), revision });
    expect(store.reads).toBe(1);
  });

  it('through a binding tells which parameters are from other namespaces', async () => {
    const { resolve } = await given(pkg, action, binding);
    const { origins } = await resolve('guest/b/a');
    expect([...(origins ?? [])].sort()).toEqual([
      ['p', 'other'],
      ['q', 'guest'],
    ]);
    expect(await resolve('other/p/a')).not.toHaveProperty('origins');
  });

  it('in a package puts the package parameters under its own', async () => {
    const { resolve } = await given(pkg, action);
    const { action: resolved, binding } = await resolve('other/p/a');
    expect(resolved.parameters).toEqual([
      { key: 'p', value: 'pkg' },
      { key: 'q', value: 'pkg' },
      { key: 'r', value: 'act' },
    ]);
    expect(binding).toBeUndefined();
  });

  it('through a binding is the real one, with package < binding < action', async () => {
    const { resolve } = await given(pkg, action, binding);
    const { action: resolved, binding: through } = await resolve('guest/b/a');
    expect(resolved.name).toEqual(action.name);
    expect(resolved.parameters).toEqual([
      { key: 'p', value: 'pkg' },
      { key: 'q', value: 'bind' },
      { key: 'r', value: 'act' },
    ]);
    expect(through).toBe('guest/b');
  });

  it.each([
    ['guest/nosuch', 'The requested resource does not exist.'],
    ['guest/nosuch/a', 'The requested resource does not exist.'],
    ['guest/b/nosuch', 'The requested resource does not exist.'],
    ['guest/gone/a', 'The requested resource does not exist.'],
    ['guest/t', 'Resource by this name exists but is not in this collection.'],
    ['guest/t/a', 'Resource by this name exists but is not in this collection.'],
    ['guest/self/a', "Package binding 'guest/self' contains a circular reference."],
  ])('%s: %s', async (id, text) => {
    const { resolve } = await given(
      pkg,
      binding,
      aTrigger('guest/t'),
      aBinding('guest/gone', 'other/x'),
      aBinding('guest/self', 'guest/self'),
    );
    await expect(resolve(id)).rejects.toThrow(text);
  });

  it('that cannot be read is refused', async () => {
    const { resolve, store } = await given(anAction());
    store.corrupt(anAction().name);
    await expect(resolve('guest/hello')).rejects.toThrow('Resource is corrupted and cannot be read.');
  });
});
