import { defaultSystemLimits, nameFromId, type WhiskEntity } from '@whisker/entities';
import { Entitlement } from '@whisker/entitlement';
import {
  aBinding,
  anAction,
  anIdentity,
  aPackage,
  aSequence,
  aTrigger,
  InMemoryEntityStore,
  SEEDED_CODE,
  someRuntimes,
} from '@whisker/testing';
import { Actions } from './index';

const guest = anIdentity('guest');
const MISSING = 'The requested resource does not exist.';
const OTHER = 'Resource by this name exists but is not in this collection.';

async function given(...entities: readonly WhiskEntity[]) {
  const store = new InMemoryEntityStore();
  await store.seed(...entities);
  const entitlement = new Entitlement({ entities: store });
  const actions = new Actions({
    entities: store,
    entitlement,
    runtimes: someRuntimes(),
    limits: defaultSystemLimits,
    clock: () => 0,
  });
  const get = (id: string, code = true) => actions.get(guest, nameFromId(id), { code });
  const remove = (id: string) => actions.delete(guest, nameFromId(id));
  const names = async (pkg?: string, skip = 0, limit = 200) =>
    (await actions.list(guest, { namespace: 'guest', ...(pkg && { package: pkg }), skip, limit })).map(
      (item) => `${item['namespace']}/${item['name']}`,
    );
  const count = (pkg?: string, skip = 0) =>
    actions.count(guest, { namespace: 'guest', ...(pkg && { package: pkg }), skip });
  return { store, actions, get, remove, names, count };
}

const shared = [
  aPackage('other/p', {
    parameters: [
      { key: 'p', value: 'pkg' },
      { key: 'q', value: 'pkg' },
    ],
  }),
  anAction('other/p/a', { parameters: [{ key: 'r', value: 'act' }] }),
  aBinding('guest/b', 'other/p', { parameters: [{ key: 'q', value: 'bind' }] }),
];

describe('reading an action', () => {
  it('shows its code, unless that is not wanted', async () => {
    const { get } = await given(anAction());
    expect(await get('guest/hello')).toMatchObject({ exec: { code: SEEDED_CODE } });
    expect((await get('guest/hello', false))['exec']).toEqual({ kind: 'nodejs:20', binary: false });
  });

  it('of a sequence shows its components', async () => {
    const { get } = await given(aSequence('guest/s', 'guest/a', 'guest/p/b'));
    expect((await get('guest/s'))['exec']).toEqual({ kind: 'sequence', components: ['/guest/a', '/guest/p/b'] });
  });

  it('through a binding names the real one, merges parameters, and tells the binding if there is no code', async () => {
    const { get } = await given(...shared);
    const shown = await get('guest/b/a');
    expect(shown).toMatchObject({ namespace: 'other/p', name: 'a', exec: { code: SEEDED_CODE } });
    expect(shown['parameters']).toEqual([
      { key: 'p', value: 'pkg' },
      { key: 'q', value: 'bind' },
      { key: 'r', value: 'act' },
    ]);
    expect(shown).not.toHaveProperty('binding');
    expect(await get('guest/b/a', false)).toMatchObject({ binding: 'guest/b' });
  });

  it.each([
    ['guest/nosuch', MISSING],
    ['guest/nosuch/a', MISSING],
    ['guest/b/nosuch', MISSING],
    ['guest/b', OTHER],
    ['guest/t/a', OTHER],
  ])('%s: %s', async (id, text) => {
    const { get } = await given(...shared, aTrigger('guest/t'));
    await expect(get(id)).rejects.toThrow(text);
  });

  it('repeats itself while the action is written', async () => {
    const { get, store } = await given(anAction());
    const readCode = store.readCode.bind(store);
    store.readCode = async (name, revision) => {
      store.readCode = readCode;
      await store.seed(anAction('guest/hello', { version: '0.0.2' }));
      return readCode(name, revision);
    };
    expect(await get('guest/hello')).toMatchObject({ version: '0.0.2', exec: { code: SEEDED_CODE } });
  });

  it('gives up if the code is not there', async () => {
    const { get, store } = await given(anAction());
    store.readCode = async () => undefined;
    await expect(get('guest/hello')).rejects.toThrow('Resource is corrupted and cannot be read.');
  });
});

describe('deleting an action', () => {
  it('shows the whole of it, its own parameters only', async () => {
    const { remove, store } = await given(
      aPackage('guest/p', { parameters: [{ key: 'p', value: 1 }] }),
      anAction('guest/p/a'),
    );
    expect(await remove('guest/p/a')).toMatchObject({
      namespace: 'guest/p',
      parameters: [],
      exec: { code: SEEDED_CODE },
    });
    expect(await store.get(nameFromId('guest/p/a'))).toBeUndefined();
  });

  it.each([
    ['guest/nosuch', MISSING],
    ['guest/nosuch/a', MISSING],
    ['guest/b/a', 'Operation not permitted on package binding.'],
    ['guest/b/nosuch', 'Operation not permitted on package binding.'],
    ['guest/b', OTHER],
  ])('%s: %s', async (id, text) => {
    const { remove } = await given(...shared);
    await expect(remove(id)).rejects.toThrow(text);
  });

  it('loses the race against an update', async () => {
    const { remove, store } = await given(anAction());
    store.beforeWrite = async () => {
      store.beforeWrite = () => undefined;
      await store.seed(anAction());
    };
    await expect(remove('guest/hello')).rejects.toThrow('Concurrent modification to resource detected.');
  });
});

describe('listing actions', () => {
  const some = [
    aPackage('guest/p'),
    anAction('guest/p/a', { updated: 1 }),
    anAction('guest/b1', { updated: 3 }),
    anAction('guest/p/c', { updated: 2 }),
    anAction('other/x', { updated: 9 }),
  ];

  it('shows the newest first, packaged ones included', async () => {
    const { names } = await given(...some);
    expect(await names()).toEqual(['guest/b1', 'guest/p/c', 'guest/p/a']);
    expect(await names(undefined, 1, 1)).toEqual(['guest/p/c']);
  });

  it('of a package shows only those in it', async () => {
    const { names, count } = await given(...some);
    expect(await names('p')).toEqual(['guest/p/c', 'guest/p/a']);
    expect([await count('p'), await count('p', 1), await count('p', 5), await count()]).toEqual([2, 1, 0, 3]);
  });

  it('of a binding shows those of its provider', async () => {
    const { names, count } = await given(...shared);
    expect([await names('b'), await count('b')]).toEqual([['other/p/a'], 1]);
  });

  it('shows summaries', async () => {
    const { actions } = await given(aSequence('guest/s', 'guest/a'));
    const [item] = await actions.list(guest, { namespace: 'guest', skip: 0, limit: 1 });
    expect(item).toMatchObject({ exec: { binary: false }, limits: { memory: 256 } });
    expect(item).not.toHaveProperty('parameters');
  });

  it.each([
    ['nosuch', MISSING],
    ['gone', MISSING],
    ['hello', OTHER],
  ])('of %s: %s', async (pkg, text) => {
    const { names, count } = await given(anAction('guest/hello'), aBinding('guest/gone', 'other/deleted'));
    await expect(names(pkg)).rejects.toThrow(text);
    await expect(count(pkg)).rejects.toThrow(text);
  });
});
