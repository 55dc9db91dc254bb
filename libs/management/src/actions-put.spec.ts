import {
  defaultSystemLimits,
  nameFromId,
  type Action,
  type JsonObject,
  type JsonValue,
  type NamespaceLimits,
  type WhiskEntity,
} from '@whisker/entities';
import { Entitlement } from '@whisker/entitlement';
import {
  aBinding,
  anAction,
  anIdentity,
  aPackage,
  aTrigger,
  BUILT_AT,
  InMemoryEntityStore,
  SEEDED_CODE,
  someRuntimes,
} from '@whisker/testing';
import { Actions } from './index';

const CODE = 'function main() {}';
const NODE = { kind: 'nodejs:20', code: CODE };
const NOW = BUILT_AT + 1000;

async function given(...entities: readonly WhiskEntity[]) {
  const store = new InMemoryEntityStore();
  await store.seed(...entities);
  const limits = { ...defaultSystemLimits, parameters: 100, exec: 1000 };
  const deps = {
    entities: store,
    entitlement: new Entitlement({ entities: store }),
    runtimes: someRuntimes(),
    limits,
    clock: () => NOW,
  };
  const actions = new Actions(deps);
  const put = (id: string, body: JsonValue, overwrite = false, own: NamespaceLimits = {}) =>
    actions.put(anIdentity('guest', own), nameFromId(id), body, { overwrite });
  const update = (body: JsonValue, own: NamespaceLimits = {}) => put('guest/hello', body, true, own);
  const stored = async (id = 'guest/hello') => (await store.get(nameFromId(id)))?.entity as Action;
  return { store, actions, put, update, stored };
}

const map = (shown: JsonObject, list: 'annotations' | 'parameters') =>
  Object.fromEntries((shown[list] as { key: string; value: JsonValue }[]).map(({ key, value }) => [key, value]));

describe('a new action', () => {
  it('has defaults for what is not given', async () => {
    const { put, stored } = await given();
    const shown = await put('guest/hello', { exec: NODE });
    expect(shown).toEqual({
      namespace: 'guest',
      name: 'hello',
      version: '0.0.1',
      publish: false,
      updated: NOW,
      exec: { kind: 'nodejs:20', code: CODE, binary: false },
      parameters: [],
      limits: { timeout: 60_000, memory: 256, logs: 10, concurrency: 1 },
      annotations: [
        { key: 'provide-api-key', value: false },
        { key: 'exec', value: 'nodejs:20' },
      ],
    });
    expect(await stored()).toMatchObject({ version: '0.0.1', exec: { kind: 'nodejs:20' } });
  });

  it('has what is given', async () => {
    const { put } = await given();
    const shown = await put('guest/hello', {
      exec: { ...NODE, kind: ' NodeJS:default ', main: 'm' },
      version: '1.2.3',
      publish: true,
      parameters: [{ key: 'p', value: 1 }],
      limits: { memory: 128, instances: 2 },
      annotations: [
        { key: 'provide-api-key', value: true },
        { key: 'exec', value: 'mine' },
      ],
    });
    expect(shown).toMatchObject({
      version: '1.2.3',
      publish: true,
      exec: { kind: 'nodejs:20', main: 'm' },
      limits: { memory: 128, instances: 2 },
    });
    expect(map(shown, 'annotations')).toEqual({ 'provide-api-key': true, exec: 'nodejs:20' });
  });

  it('keeps its code in the store', async () => {
    const { put, store } = await given();
    await put('guest/hello', { exec: NODE });
    const stored = await store.get(nameFromId('guest/hello'));
    expect(await store.readCode(nameFromId('guest/hello'), stored?.revision ?? '')).toBe(CODE);
  });

  it.each<[string, JsonValue, string]>([
    ['no exec', {}, 'exec undefined'],
    ['exec null', { exec: null }, 'exec undefined'],
    [
      'a deprecated kind',
      { exec: { ...NODE, kind: 'swift:4' } },
      "The 'swift:4' runtime is no longer supported. You may read and delete but not update or invoke this action.",
    ],
    ['an unreadable body', { exec: 5 }, 'The request content was malformed:\nJSON object expected'],
    [
      'limits out of range',
      { exec: NODE, limits: { timeout: 5 } },
      'requirement failed: duration 5 milliseconds below allowed threshold of 100 milliseconds',
    ],
    ['large code', { exec: { ...NODE, code: 'x'.repeat(1001) } }, 'exec larger than allowed: 1001 > 1000 bytes.'],
    [
      'large parameters',
      { exec: NODE, parameters: [{ key: 'k', value: 'x'.repeat(98) }] },
      'parameters larger than allowed: 101 > 100 bytes.',
    ],
    [
      'large annotations',
      { exec: NODE, annotations: [{ key: 'k', value: 'x'.repeat(98) }] },
      'annotations larger than allowed: 101 > 100 bytes.',
    ],
  ])('is refused with %s {errors.4.11, errors.4.21}', async (_what, body, text) => {
    const { put, stored } = await given();
    await expect(put('guest/hello', body)).rejects.toThrow(text);
    expect(await stored()).toBeUndefined();
  });

  it('may have only kinds the namespace allows', async () => {
    const { put } = await given();
    const text = "The supplied authentication is not authorized to access actions of kind 'nodejs:20'.";
    await expect(put('guest/hello', { exec: NODE }, false, { allowedKinds: ['blackbox'] })).rejects.toThrow(text);
    await expect(put('guest/hello', { exec: NODE }, false, { allowedKinds: ['nodejs:20'] })).resolves.toBeDefined();
  });

  it('does not take the name of another entity', async () => {
    const { put } = await given(anAction(), aTrigger('guest/t'));
    await expect(put('guest/hello', { exec: NODE })).rejects.toThrow('resource already exists');
    await expect(put('guest/t', { exec: NODE })).rejects.toThrow(
      'Resource by this name exists but is not in this collection.',
    );
    await expect(put('guest/t', { exec: NODE }, true)).rejects.toThrow(
      'Resource by this name exists but is not in this collection.',
    );
  });

  it('loses the race against another one {errors.4.6}', async () => {
    const { put, store } = await given();
    store.beforeWrite = async () => {
      store.beforeWrite = () => undefined;
      await store.seed(anAction());
    };
    await expect(put('guest/hello', { exec: NODE })).rejects.toThrow('Concurrent modification to resource detected.');
  });
});

describe('a packaged action', () => {
  it('shows its own parameters only', async () => {
    const { put } = await given(aPackage('guest/pkg', { parameters: [{ key: 'p', value: 1 }] }));
    expect(await put('guest/pkg/a', { exec: NODE })).toMatchObject({
      namespace: 'guest/pkg',
      name: 'a',
      parameters: [],
    });
  });

  it.each<[string, WhiskEntity[], string]>([
    ['a missing package', [], 'The requested resource does not exist.'],
    [
      'a binding',
      [aBinding('guest/pkg', 'guest/real'), aPackage('guest/real')],
      'Operation not permitted on package binding.',
    ],
    ['a trigger', [aTrigger('guest/pkg')], 'Resource by this name exists but is not in this collection.'],
  ])('is not written into %s; the body does not matter', async (_what, entities, text) => {
    const { put } = await given(...entities);
    await expect(put('guest/pkg/a', { exec: 5 })).rejects.toThrow(text);
  });
});

describe('an update', () => {
  const present = anAction('guest/hello', {
    version: '1.2.3',
    publish: true,
    parameters: [{ key: 'p', value: 1 }],
    limits: { timeout: 100, memory: 128, logs: 0, concurrency: 1, instances: 3 },
    annotations: [
      { key: 'a', value: 1 },
      { key: 'b', value: 1 },
      { key: 'exec', value: 'nodejs:20' },
    ],
  });

  it('without members counts the version up and keeps the rest, code included', async () => {
    const { update } = await given(present);
    const { version, updated, ...rest } = await update({});
    expect([version, updated]).toEqual(['1.2.4', NOW]);
    expect(rest).toMatchObject({
      publish: true,
      exec: { kind: 'nodejs:20', code: SEEDED_CODE, binary: false },
      parameters: [{ key: 'p', value: 1 }],
      limits: { timeout: 100, memory: 128, logs: 0, concurrency: 1, instances: 3 },
    });
    expect(map(rest, 'annotations')).toEqual({ a: 1, b: 1, exec: 'nodejs:20' });
  });

  it('takes a version, a lower one too', async () => {
    const { update } = await given(present);
    expect(await update({ version: '0.0.9', publish: false })).toMatchObject({ version: '0.0.9', publish: false });
  });

  it('replaces parameters and merges limits', async () => {
    const { update } = await given(present);
    expect(await update({ parameters: [{ key: 'z', value: null }], limits: { timeout: 300_000 } })).toMatchObject({
      parameters: [{ key: 'z', value: null }],
      limits: { timeout: 300_000, memory: 128, logs: 0, concurrency: 1, instances: 3 },
    });
  });

  it.each<[JsonObject, JsonObject]>([
    [
      {
        annotations: [
          { key: 'b', value: 2 },
          { key: 'c', value: null },
        ],
      },
      { a: 1, b: 2, c: null },
    ],
    [{ delAnnotations: ['a', 'nosuch'] }, { b: 1 }],
    [
      { delAnnotations: ['b'], annotations: [{ key: 'b', value: 'again' }] },
      { a: 1, b: 'again' },
    ],
    [{ delAnnotations: ['exec'] }, { a: 1, b: 1 }],
    [{ annotations: [{ key: 'exec', value: 'mine' }] }, { a: 1, b: 1 }],
    [{ annotations: [] }, { a: 1, b: 1 }],
  ])('merges annotations: %j', async (body, expected) => {
    const { update } = await given(present);
    expect(map(await update(body), 'annotations')).toEqual({ ...expected, exec: 'nodejs:20' });
  });

  it('does not let annotations pile up', async () => {
    const { update } = await given(present);
    await update({ annotations: [{ key: 'c', value: 'x'.repeat(60) }] });
    await expect(update({ annotations: [{ key: 'd', value: 'x'.repeat(60) }] })).rejects.toThrow(
      'annotations larger than allowed: 130 > 100 bytes.',
    );
  });

  it('with another exec rewrites the annotation and the code', async () => {
    const { update, store } = await given(present);
    const shown = await update({ exec: { kind: 'blackbox', image: 'i' } });
    expect(shown['exec']).toEqual({ kind: 'blackbox', image: 'i', binary: false });
    expect(map(shown, 'annotations')).toMatchObject({ exec: 'blackbox' });
    const stored = await store.get(nameFromId('guest/hello'));
    expect(await store.readCode(nameFromId('guest/hello'), stored?.revision ?? '')).toBe('');
  });

  it('tests kept limits again', async () => {
    const { update } = await given(present);
    await expect(update({}, { minActionMemory: 256 })).rejects.toThrow(
      'memory size 128 MB below allowed threshold of 256 MB',
    );
  });

  it('of a deprecated kind is refused, unless it leaves it {errors.4.21}', async () => {
    const { update } = await given(anAction('guest/hello', { exec: { type: 'code', kind: 'swift:4', binary: false } }));
    await expect(update({})).rejects.toThrow("The 'swift:4' runtime is no longer supported.");
    expect(await update({ exec: NODE })).toMatchObject({ version: '0.0.2' });
  });

  it('of a kind that is not allowed any more is possible as long as it names none', async () => {
    const { update } = await given(present);
    await expect(update({}, { allowedKinds: [] })).resolves.toBeDefined();
    await expect(update({ exec: NODE }, { allowedKinds: [] })).rejects.toThrow("actions of kind 'nodejs:20'");
  });

  it('loses the race against another one {errors.4.6}', async () => {
    const { update, store } = await given(present);
    store.beforeWrite = async () => {
      store.beforeWrite = () => undefined;
      await store.seed(present);
    };
    await expect(update({})).rejects.toThrow('Concurrent modification to resource detected.');
  });
});
