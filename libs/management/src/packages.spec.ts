import { defaultSystemLimits, nameFromId, type JsonValue, type Package, type WhiskEntity } from '@whisker/entities';
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

const NOW = 5;
const OTHER = 'Resource by this name exists but is not in this collection.';

async function given(...entities: readonly WhiskEntity[]) {
  const store = new InMemoryEntityStore();
  await store.seed(...entities);
  const limits = { ...defaultSystemLimits, parameters: 100 };
  const entitlement = new Entitlement({ entities: store });
  const packages = new Packages({ entities: store, entitlement, runtimes: someRuntimes(), limits, clock: () => NOW });
  const guest = anIdentity('guest');
  const put = (id: string, body: JsonValue, overwrite = false) =>
    packages.put(guest, nameFromId(id), body, { overwrite });
  const get = (id: string) => packages.get(guest, nameFromId(id));
  const remove = (id: string, force = false) => packages.delete(guest, nameFromId(id), { force });
  const list = async (namespace = 'guest', skip = 0) =>
    (await packages.list(guest, { namespace, skip, limit: 10 })).map(({ name }) => name);
  const count = (namespace = 'guest', skip = 0) => packages.count(guest, { namespace, skip });
  return { store, packages, put, get, remove, list, count };
}

describe('putting a package', () => {
  it('makes one, empty but for what is given', async () => {
    const { put } = await given();
    expect(await put('guest/p', {})).toEqual({
      namespace: 'guest',
      name: 'p',
      binding: {},
      parameters: [],
      version: '0.0.1',
      publish: false,
      annotations: [],
      updated: NOW,
    });
  });

  it('replaces parameters and annotations if given', async () => {
    const { put } = await given(
      aPackage('guest/p', { parameters: [{ key: 'p', value: 1 }], annotations: [{ key: 'x', value: 1 }] }),
    );
    const annotations = [{ key: 'y', value: 2 }];
    expect(await put('guest/p', { annotations, publish: true }, true)).toMatchObject({
      version: '0.0.2',
      publish: true,
      parameters: [{ key: 'p', value: 1 }],
      annotations,
    });
  });

  it('drops an annotation that only bindings have', async () => {
    const { put } = await given();
    expect((await put('guest/p', { annotations: [{ key: 'binding', value: 'mine' }] }))['annotations']).toEqual([]);
  });

  it.each<[string, JsonValue, string]>([
    ['guest/default', {}, "Package name 'default' is reserved."],
    ['guest/p', { parameters: 'x' }, 'parameters malformed!'],
    [
      'guest/p',
      { parameters: [{ key: 'k', value: 'x'.repeat(98) }] },
      'parameters larger than allowed: 101 > 100 bytes.',
    ],
    [
      'guest/p',
      { annotations: [{ key: 'k', value: 'x'.repeat(98) }] },
      'annotations larger than allowed: 101 > 100 bytes.',
    ],
    ['guest/there', {}, 'resource already exists'],
    ['guest/t', {}, OTHER],
  ])('%s %j is refused', async (id, body, text) => {
    const { put } = await given(aPackage('guest/there'), aTrigger('guest/t'));
    await expect(put(id, body)).rejects.toThrow(text);
  });
});

describe('reading a package', () => {
  const feed = anAction('guest/p/f', { annotations: [{ key: 'feed', value: true }] });

  it('shows its actions, and feeds apart', async () => {
    const { get } = await given(
      aPackage('guest/p'),
      anAction('guest/p/a'),
      feed,
      anAction('guest/q/x'),
      anAction('guest/y'),
    );
    expect(await get('guest/p')).toMatchObject({
      actions: [{ name: 'a', version: '0.0.1', annotations: anAction().annotations }],
      feeds: [{ name: 'f', version: '0.0.1', annotations: feed.annotations }],
    });
  });

  it('shows all of them, however many', async () => {
    const many = Array.from({ length: 450 }, (_, i) => anAction(`guest/p/a${i}`));
    const { get } = await given(aPackage('guest/p'), ...many);
    expect((await get('guest/p'))['actions']).toHaveLength(450);
  });

  it('names what is missing', async () => {
    const { get } = await given();
    await expect(get('guest/p')).rejects.toThrow("The requested resource 'guest/p' does not exist.");
  });

  it('tells another entity apart', async () => {
    const { get } = await given(aTrigger('guest/t'));
    await expect(get('guest/t')).rejects.toThrow(OTHER);
  });
});

describe('deleting a package', () => {
  const contents = [anAction('guest/p/a'), anAction('guest/p/b')];

  it('shows it', async () => {
    const { remove, store } = await given(aPackage('guest/p', { publish: true }));
    const shown = await remove('guest/p');
    expect(shown).toMatchObject({ name: 'p', publish: true, binding: {} });
    expect(shown).not.toHaveProperty('actions');
    expect(await store.get(nameFromId('guest/p'))).toBeUndefined();
  });

  it('is refused while there are actions in it', async () => {
    const text = (size: string) => `Package not empty (contains ${size}). Set force param or delete package contents.`;
    const { remove } = await given(aPackage('guest/p'), aPackage('guest/q'), ...contents, anAction('guest/q/a'));
    await expect(remove('guest/p')).rejects.toThrow(text('2 entities'));
    await expect(remove('guest/q')).rejects.toThrow(text('1 entity'));
  });

  it('by force takes the actions along, and only those', async () => {
    const many = Array.from({ length: 450 }, (_, i) => anAction(`guest/p/a${i}`));
    const { remove, store } = await given(aPackage('guest/p'), ...many, anAction('guest/a'));
    await remove('guest/p', true);
    expect(await store.count({ type: 'action', namespace: 'guest' })).toBe(1);
  });

  it('by force takes along what was written or deleted meanwhile', async () => {
    const { remove, store } = await given(aPackage('guest/p'), ...contents);
    let writes = 0;
    store.beforeWrite = async (name) => {
      if (name.package === undefined || ++writes > 1) return;
      await store.seed(anAction('guest/p/a', { version: '0.0.2' }), anAction('guest/p/b', { version: '0.0.2' }));
    };
    await remove('guest/p', true);
    expect(await store.count({ type: 'action', namespace: 'guest' })).toBe(0);
  });

  it('by force gives up if others do not stop filling it', async () => {
    const { remove, store } = await given(aPackage('guest/p'), ...contents);
    store.list = async () => contents;
    await expect(remove('guest/p', true)).rejects.toThrow('Concurrent modification to resource detected.');
  });

  it('by force does not hide that the store fails', async () => {
    const { remove, store } = await given(aPackage('guest/p'), ...contents);
    store.beforeWrite = () => Promise.reject(new Error('disk full'));
    await expect(remove('guest/p', true)).rejects.toThrow('disk full');
  });

  it('leaves its bindings', async () => {
    const { remove, store } = await given(aPackage('guest/p'), aBinding('guest/b', 'guest/p'));
    await remove('guest/p');
    expect(await store.get(nameFromId('guest/b'))).toBeDefined();
  });

  it.each([
    ['guest/nosuch', 'The requested resource does not exist.'],
    ['guest/t', OTHER],
  ])('%s: %s', async (id, text) => {
    const { remove } = await given(aTrigger('guest/t'));
    await expect(remove(id)).rejects.toThrow(text);
  });
});

describe('listing packages', () => {
  const some: Package[] = [
    aPackage('guest/a', { updated: 1 }),
    aBinding('guest/b', 'guest/a', { updated: 2 }),
    aPackage('other/private'),
    aPackage('other/shared', { publish: true }),
    aBinding('other/bound', 'other/shared', { publish: true }),
  ];

  it('shows all of the own namespace, bindings too', async () => {
    const { list, count, packages } = await given(...some);
    expect([await list(), await list('guest', 1), await count(), await count('guest', 1)]).toEqual([
      ['b', 'a'],
      ['a'],
      2,
      1,
    ]);
    const [binding, pkg] = await packages.list(anIdentity(), { namespace: 'guest', skip: 0, limit: 2 });
    expect([binding?.['binding'], pkg?.['binding']]).toEqual([{ namespace: 'guest', name: 'a' }, false]);
  });

  it('shows what others share', async () => {
    const { list, count } = await given(...some);
    expect([await list('other'), await count('other'), await list('nosuch')]).toEqual([['shared'], 1, []]);
  });
});
