import {
  defaultSystemLimits,
  nameFromId,
  printName,
  type Action,
  type JsonObject,
  type JsonValue,
  type WhiskEntity,
} from '@whisker/entities';
import { Entitlement } from '@whisker/entitlement';
import {
  aBinding,
  anAction,
  anIdentity,
  aPackage,
  aSequence,
  aTrigger,
  InMemoryEntityStore,
  someRuntimes,
} from '@whisker/testing';
import { Actions } from './index';

async function given(...entities: readonly WhiskEntity[]) {
  const store = new InMemoryEntityStore();
  await store.seed(...entities);
  const entitlement = new Entitlement({ entities: store });
  const limits = { ...defaultSystemLimits, sequenceLength: 4 };
  const actions = new Actions({ entities: store, entitlement, runtimes: someRuntimes(), limits, clock: () => 0 });
  const put = (id: string, body: JsonValue, overwrite = true) =>
    actions.put(anIdentity(), nameFromId(id), body, { overwrite });
  const sequence = (id: string, ...components: readonly string[]) =>
    put(id, { exec: { kind: 'sequence', components: [...components] } });
  return { store, put, sequence };
}

const NODE = { exec: { kind: 'nodejs:20', code: 'x' } };
const a = anAction('guest/a');

describe('a sequence', () => {
  it('shows the full names of its components, also as parameter', async () => {
    const { sequence } = await given(a, aPackage('guest/p'), anAction('guest/p/b'));
    const shown = await sequence('guest/s', '/_/a', 'guest/p/b', '/guest/a');
    const components = ['/guest/a', '/guest/p/b', '/guest/a'];
    expect(shown).toMatchObject({
      exec: { kind: 'sequence', components },
      parameters: [{ key: '_actions', value: components }],
      annotations: [
        { key: 'provide-api-key', value: false },
        { key: 'exec', value: 'sequence' },
      ],
    });
  });

  it.each<[string, readonly string[], string]>([
    ['no component', [], 'No component specified for the sequence.'],
    ['a missing component', ['/_/a', '/_/nosuch'], 'Sequence component does not exist.'],
    ['itself, not yet there', ['/_/s'], 'Sequence may not refer to itself.'],
    ['too many', ['/_/a', '/_/a', '/_/a', '/_/a', '/_/a'], 'Too many actions in the sequence.'],
    [
      'a component that may not be read',
      ['/other/z', '/other/y', '/_/a'],
      "not authorized to access 'other/y, other/z'.",
    ],
    ['a component in a missing package', ['/_/nosuch/a'], 'The requested resource does not exist.'],
    ['a trigger', ['/_/t'], 'Resource by this name exists but is not in this collection.'],
  ])('is refused with %s', async (_what, components, text) => {
    const { sequence } = await given(a, aTrigger('guest/t'));
    await expect(sequence('guest/s', ...components)).rejects.toThrow(text);
  });

  it('may be as long as the limit, nested ones inlined', async () => {
    const { sequence } = await given(a, aSequence('guest/two', 'guest/a', 'guest/a'));
    await expect(sequence('guest/s', '/_/two', '/_/two')).resolves.toBeDefined();
    await expect(sequence('guest/s', '/_/two', '/_/a', '/_/two')).rejects.toThrow('Too many actions in the sequence.');
  });

  it('may not lead back to itself', async () => {
    const nested = [
      aSequence('guest/s', 'guest/a'),
      aSequence('guest/n', 'guest/a', 'guest/s'),
      aSequence('guest/m', 'guest/n'),
    ];
    const { sequence } = await given(a, ...nested);
    await expect(sequence('guest/s', '/_/s')).rejects.toThrow('Sequence may not refer to itself.');
    await expect(sequence('guest/s', '/_/n')).rejects.toThrow('Sequence may not refer to itself.');
    await expect(sequence('guest/s', '/_/m')).rejects.toThrow('Sequence may not refer to itself.');
  });

  it('may not lead back to itself through a binding', async () => {
    const { sequence } = await given(
      aPackage('guest/p'),
      aBinding('guest/b', 'guest/p'),
      aSequence('guest/p/s', 'guest/a'),
    );
    await expect(sequence('guest/p/s', '/_/b/s')).rejects.toThrow('Sequence may not refer to itself.');
  });

  it('may not lead into a circle of others', async () => {
    const { sequence } = await given(aSequence('guest/x', 'guest/y'), aSequence('guest/y', 'guest/x'));
    await expect(sequence('guest/s', '/_/x')).rejects.toThrow('Sequence may not refer to itself.');
  });

  it('looks a component up once however often it occurs', async () => {
    const { sequence, store } = await given(a);
    store.reads = 0;
    await sequence('guest/s', '/_/a', '/_/a', '/_/a', '/_/a');
    expect(store.reads).toBe(2);
  });
});

describe('the parameters of a sequence', () => {
  const S = aSequence('guest/s', 'guest/a');
  const parameters = [{ key: 'x', value: 1 }];
  const actionsParameter = [{ key: '_actions', value: ['/guest/a'] }];

  it.each<[string, WhiskEntity, JsonObject, JsonValue]>([
    ['stay if others are given without exec', S, { parameters }, actionsParameter],
    [
      'win over others given with it',
      S,
      { exec: { kind: 'sequence', components: ['/_/a'] }, parameters },
      actionsParameter,
    ],
    ['go when it becomes code', S, NODE, []],
    ['give way to others when it becomes code', S, { ...NODE, parameters }, parameters],
    [
      'take the place of those of code',
      anAction('guest/s', { parameters }),
      { exec: { kind: 'sequence', components: ['/_/a'] } },
      actionsParameter,
    ],
  ])('%s', async (_what, present, body, expected) => {
    const { put } = await given(a, present);
    expect((await put('guest/s', body))['parameters']).toEqual(expected);
  });
});

describe('an update of a sequence', () => {
  const annotations = [
    { key: 'k', value: 1 },
    { key: 'exec', value: 'sequence' },
  ];
  const present: Action = { ...aSequence('guest/s', 'guest/a'), annotations };
  const keys = (shown: JsonObject) => (shown['annotations'] as { key: string }[]).map(({ key }) => key);

  it('with exec removes no annotations', async () => {
    const { put } = await given(a, present);
    const exec = { kind: 'sequence', components: ['/_/a'] };
    expect(keys(await put('guest/s', { exec, delAnnotations: ['k'] }))).toEqual(['k', 'exec']);
    expect(keys(await put('guest/s', { delAnnotations: ['k'] }))).toEqual(['exec']);
  });

  it('without exec does not look at its components again', async () => {
    const { put } = await given(present);
    expect(await put('guest/s', {})).toMatchObject({
      version: '0.0.2',
      exec: { components: [`/${printName(a.name)}`] },
    });
  });
});
