import { defaultSystemLimits, nameFromId, type JsonValue, type Trigger, type WhiskEntity } from '@whisker/entities';
import { Entitlement } from '@whisker/entitlement';
import {
  aBinding,
  aLink,
  anAction,
  anIdentity,
  aPackage,
  aRule,
  aTrigger,
  InMemoryEntityStore,
} from '@whisker/testing';
import { Rules } from './index';

const guest = anIdentity();
const NAME = nameFromId('guest/rule');

async function given(...entities: readonly WhiskEntity[]) {
  const store = new InMemoryEntityStore();
  await store.seed(...entities);
  const limits = { ...defaultSystemLimits, parameters: 100 };
  const rules = new Rules({
    entities: store,
    entitlement: new Entitlement({ entities: store }),
    limits,
    clock: () => 9,
  });
  const put = (body: JsonValue, overwrite = false) => rules.put(guest, NAME, body, { overwrite });
  const update = (body: JsonValue) => put(body, true);
  const links = async (id = 'guest/trigger') =>
    ((await store.get(nameFromId(id)))?.entity as Trigger | undefined)?.rules;
  const status = async () => (await rules.get(guest, NAME))['status'];
  return { store, rules, put, update, links, status };
}

const BODY = { trigger: '/_/trigger', action: '/_/hello' };
const rule = aRule();
const linked = aTrigger('guest/trigger', { rules: aLink(rule) });
const asleep = aTrigger('guest/trigger', { rules: aLink(rule, 'inactive') });
const action = anAction();

describe('a new rule', () => {
  it('is active, and known to its trigger', async () => {
    const { put, links } = await given(aTrigger(), action);
    expect(await put({ ...BODY, status: 'inactive', annotations: [{ key: 'k', value: 'v' }] })).toEqual({
      namespace: 'guest',
      name: 'rule',
      status: 'active',
      trigger: { path: 'guest', name: 'trigger' },
      action: { path: 'guest', name: 'hello' },
      version: '0.0.1',
      publish: false,
      annotations: [{ key: 'k', value: 'v' }],
      updated: 9,
    });
    expect(await links()).toEqual({ 'guest/rule': { action: action.name, status: 'active' } });
  });

  it('does not count as a change of its trigger', async () => {
    const { put, store } = await given(aTrigger(), action);
    await put(BODY);
    expect((await store.get(nameFromId('guest/trigger')))?.entity).toMatchObject({
      version: '0.0.1',
      updated: aTrigger().updated,
    });
  });

  it('may have an action in a package or binding', async () => {
    const { put } = await given(aTrigger(), aPackage('guest/p'), aBinding('guest/b', 'guest/p'), anAction('guest/p/a'));
    expect((await put({ trigger: 'guest/trigger', action: 'guest/b/a' }))['action']).toEqual({
      path: 'guest/b',
      name: 'a',
    });
  });

  it.each<[JsonValue, string]>([
    [{}, 'rule requires a valid trigger and a valid action'],
    [{ trigger: '/_/trigger' }, 'rule requires a valid trigger and a valid action'],
    [{ action: '/_/hello' }, 'rule requires a valid trigger and a valid action'],
    [{ trigger: '/_/nosuch', action: '/_/nosuch' }, 'trigger /guest/nosuch does not exist'],
    [{ trigger: '/_/a/b/c', action: '/_/a' }, 'trigger /guest/a/b/c does not exist'],
    [{ trigger: '/_/trigger', action: '/_/nosuch' }, 'action /guest/nosuch does not exist'],
    [{ trigger: '/_/trigger', action: '/_/p/nosuch' }, 'action /guest/p/nosuch does not exist'],
    [{ trigger: '/_/trigger', action: '/_/nosuch/a' }, 'The requested resource does not exist.'],
    [{ trigger: '/other/t', action: '/other/a' }, "not authorized to access 'other/a, other/t'."],
    [{ trigger: '/_/hello', action: '/_/hello' }, 'Resource by this name exists but is not in this collection.'],
    [{ trigger: '/_/trigger', action: '/_/trigger' }, 'Resource by this name exists but is not in this collection.'],
    [
      { ...BODY, annotations: [{ key: 'k', value: 'x'.repeat(98) }] },
      'annotations larger than allowed: 101 > 100 bytes.',
    ],
    [{ trigger: 5 }, 'The request content was malformed:\nfully qualified name malformed'],
  ])('%j: %s', async (body, text) => {
    const { put, store } = await given(aTrigger(), action, aPackage('guest/p'));
    await expect(put(body)).rejects.toThrow(text);
    expect(await store.get(NAME)).toBeUndefined();
  });

  it.each([
    ['guest/trigger', 'trigger /guest/trigger is corrupted'],
    ['guest/hello', 'action /guest/hello is corrupted'],
  ])('is refused if %s cannot be read {errors.4.39}', async (id, text) => {
    const { put, store } = await given(aTrigger(), action);
    store.corrupt(nameFromId(id));
    await expect(put(BODY)).rejects.toThrow(text);
  });

  it('does not take the name of another entity', async () => {
    const { put } = await given(rule, linked, action);
    await expect(put(BODY)).rejects.toThrow('resource already exists');
    const { put: again } = await given(aTrigger('guest/rule'), linked, action);
    await expect(again(BODY)).rejects.toThrow('Resource by this name exists but is not in this collection.');
  });
});

describe('an update', () => {
  it.each([
    ['active', linked],
    ['inactive', asleep],
    ['inactive', aTrigger()],
  ] as const)('keeps the state: %s', async (state, trigger) => {
    const { update, status } = await given(rule, trigger, action);
    expect(
      await update({ status: state === 'active' ? 'inactive' : 'active', annotations: [{ key: 'z', value: 1 }] }),
    ).toMatchObject({
      status: state,
      version: '0.0.2',
      annotations: [{ key: 'z', value: 1 }],
    });
    expect(await status()).toBe(state);
  });

  it('moves the link to another trigger, with its state', async () => {
    const { update, links } = await given(rule, asleep, aTrigger('guest/u'), action);
    expect(await update({ trigger: '/_/u' })).toMatchObject({
      status: 'inactive',
      trigger: { path: 'guest', name: 'u' },
    });
    expect([await links(), await links('guest/u')]).toEqual([
      {},
      { 'guest/rule': { action: action.name, status: 'inactive' } },
    ]);
  });

  it('tells the trigger of another action', async () => {
    const { update, links } = await given(rule, linked, action, anAction('guest/next'));
    await update({ action: '/_/next' });
    expect(await links()).toEqual({ 'guest/rule': { action: nameFromId('guest/next'), status: 'active' } });
  });

  it('needs trigger and action, also those it does not name', async () => {
    const { update } = await given(rule, linked);
    await expect(update({})).rejects.toThrow('action /guest/hello does not exist');
    const { update: again } = await given(rule, action);
    await expect(again({})).rejects.toThrow('trigger /guest/trigger does not exist');
  });
});

describe('reading a rule', () => {
  it.each([
    ['active', 'its trigger says so', [linked]],
    ['inactive', 'its trigger says so', [asleep]],
    ['inactive', 'its trigger does not know it', [aTrigger()]],
    ['inactive', 'its trigger is missing', []],
    ['inactive', 'another entity has the name of its trigger', [anAction('guest/trigger')]],
  ])('shows %s if %s', async (state, _why, entities) => {
    const { status } = await given(rule, ...entities);
    expect(await status()).toBe(state);
  });
});

describe('deleting a rule', () => {
  it('takes the link away', async () => {
    const { rules, links, store } = await given(rule, linked);
    expect(await rules.delete(guest, NAME)).toMatchObject({ name: 'rule', status: 'inactive' });
    expect([await links(), await store.get(NAME)]).toEqual([{}, undefined]);
  });

  it('does not need the trigger', async () => {
    const { rules } = await given(rule);
    await expect(rules.delete(guest, NAME)).resolves.toMatchObject({ name: 'rule' });
  });
});

describe('switching a rule', () => {
  it.each([
    ['on', 'active', asleep],
    ['off', 'inactive', linked],
    ['on again, once its trigger was made anew', 'active', aTrigger()],
    ['on, though it is', 'active', linked],
    ['off, though it is', 'inactive', asleep],
  ])('%s', async (_what, state, trigger) => {
    const { rules, status, store } = await given(rule, trigger);
    await rules.setStatus(guest, NAME, { status: state });
    expect(await status()).toBe(state);
    expect((await store.get(NAME))?.entity).toEqual(rule);
  });

  it('off needs no trigger, on does', async () => {
    const { rules } = await given(rule);
    await expect(rules.setStatus(guest, NAME, { status: 'inactive' })).resolves.toBeUndefined();
    await expect(rules.setStatus(guest, NAME, { status: 'active' })).rejects.toThrow(
      'Only rules with existing triggers can be activated',
    );
  });

  it('to a state that is none is refused first', async () => {
    const { rules } = await given();
    await expect(rules.setStatus(guest, NAME, { status: 'foo' })).rejects.toThrow(
      'requirement failed: foo is not a recognized rule state',
    );
  });
});

describe('rules', () => {
  it.each([
    ['guest/nosuch', 'The requested resource does not exist.'],
    ['guest/trigger', 'Resource by this name exists but is not in this collection.'],
  ])('%s: %s', async (id, text) => {
    const { rules } = await given(aTrigger());
    const name = nameFromId(id);
    await expect(rules.get(guest, name)).rejects.toThrow(text);
    await expect(rules.delete(guest, name)).rejects.toThrow(text);
    await expect(rules.setStatus(guest, name, { status: 'active' })).rejects.toThrow(text);
  });

  it('are listed newest first, without their state', async () => {
    const { rules } = await given(aRule('guest/a', { updated: 1 }), aRule('guest/b', { updated: 2 }), aRule('other/c'));
    const items = await rules.list(guest, { namespace: 'guest', skip: 0, limit: 10 });
    expect(items.map(({ name }) => name)).toEqual(['b', 'a']);
    expect(items[0]).not.toHaveProperty('status');
    expect(await rules.count(guest, { namespace: 'guest', skip: 1 })).toBe(1);
  });
});
