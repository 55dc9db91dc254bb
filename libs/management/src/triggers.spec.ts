import { defaultSystemLimits, nameFromId, type JsonValue, type WhiskEntity } from '@whisker/entities';
import { aLink, anAction, anIdentity, aRule, aTrigger, InMemoryEntityStore } from '@whisker/testing';
import { Triggers } from './index';

const NOW = 7;

async function given(...entities: readonly WhiskEntity[]) {
  const store = new InMemoryEntityStore();
  await store.seed(...entities);
  const triggers = new Triggers({
    entities: store,
    limits: { ...defaultSystemLimits, parameters: 100 },
    clock: () => NOW,
  });
  const put = (id: string, body: JsonValue, overwrite = false) =>
    triggers.put(anIdentity(), nameFromId(id), body, { overwrite });
  return { store, triggers, put };
}

const feed = (value: JsonValue) => ({ annotations: [{ key: 'feed', value }] });

describe('putting a trigger', () => {
  it('makes one', async () => {
    const { put } = await given();
    expect(await put('guest/t', { limits: { timeout: 5 } })).toEqual({
      namespace: 'guest',
      name: 't',
      parameters: [],
      limits: {},
      version: '0.0.1',
      publish: false,
      annotations: [],
      updated: NOW,
    });
  });

  it('replaces what is given, keeps the rest, rules above all', async () => {
    const rules = aLink(aRule());
    const { put } = await given(
      aTrigger('guest/t', { parameters: [{ key: 'a', value: 1 }], annotations: [{ key: 'x', value: 1 }], rules }),
    );
    expect(await put('guest/t', { annotations: [{ key: 'y', value: null }] }, true)).toMatchObject({
      version: '0.0.2',
      parameters: [{ key: 'a', value: 1 }],
      annotations: [{ key: 'y', value: null }],
      rules: { 'guest/rule': { action: { path: 'guest', name: 'hello' }, status: 'active' } },
    });
  });

  it.each([5, '', '/a b/!', '/', null])('with feed %j is refused', async (value) => {
    const { put } = await given();
    await expect(put('guest/t', feed(value))).rejects.toThrow('Feed name is not valid');
  });

  it('with a feed does not look for it', async () => {
    const { put } = await given();
    await expect(put('guest/t', feed('/whisk.system/alarms/alarm'))).resolves.toMatchObject(
      feed('/whisk.system/alarms/alarm'),
    );
  });

  it('does not look at the feed of an update', async () => {
    const { put } = await given(aTrigger('guest/t'));
    await expect(put('guest/t', feed(5), true)).resolves.toMatchObject(feed(5));
  });

  it.each<[string, JsonValue, string]>([
    ['guest/t', { parameters: 5 }, 'parameters malformed!'],
    [
      'guest/t',
      { parameters: [{ key: 'k', value: 'x'.repeat(98) }] },
      'parameters larger than allowed: 101 > 100 bytes.',
    ],
    [
      'guest/t',
      { annotations: [{ key: 'k', value: 'x'.repeat(98) }] },
      'annotations larger than allowed: 101 > 100 bytes.',
    ],
    ['guest/trigger', {}, 'resource already exists'],
    ['guest/hello', {}, 'Resource by this name exists but is not in this collection.'],
  ])('%s %j is refused', async (id, body, text) => {
    const { put } = await given(aTrigger(), anAction());
    await expect(put(id, body)).rejects.toThrow(text);
  });
});

describe('triggers', () => {
  it('are read and deleted whole', async () => {
    const { triggers, store } = await given(aTrigger('guest/t', { rules: {} }));
    const shown = await triggers.get(anIdentity(), nameFromId('guest/t'));
    expect(shown).toMatchObject({ name: 't', rules: {} });
    expect(await triggers.delete(anIdentity(), nameFromId('guest/t'))).toEqual(shown);
    expect(await store.get(nameFromId('guest/t'))).toBeUndefined();
  });

  it.each([
    ['guest/nosuch', 'The requested resource does not exist.'],
    ['guest/hello', 'Resource by this name exists but is not in this collection.'],
  ])('%s: %s', async (id, text) => {
    const { triggers } = await given(anAction());
    await expect(triggers.get(anIdentity(), nameFromId(id))).rejects.toThrow(text);
    await expect(triggers.delete(anIdentity(), nameFromId(id))).rejects.toThrow(text);
  });

  it('are listed newest first, without parameters and rules', async () => {
    const { triggers } = await given(
      aTrigger('guest/a', { updated: 1 }),
      aTrigger('guest/b', { updated: 2, rules: {} }),
      aTrigger('other/c'),
    );
    const items = await triggers.list(anIdentity(), { namespace: 'guest', skip: 0, limit: 10 });
    expect(items.map(({ name }) => name)).toEqual(['b', 'a']);
    expect(Object.keys(items[0] ?? {})).toEqual(['namespace', 'name', 'version', 'publish', 'annotations', 'updated']);
    expect(await triggers.count(anIdentity(), { namespace: 'guest', skip: 1 })).toBe(1);
    expect(await triggers.count(anIdentity(), { namespace: 'guest', skip: 3 })).toBe(0);
  });
});
