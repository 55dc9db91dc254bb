import {
  defaultSystemLimits,
  nameFromId,
  printName,
  type QualifiedName,
  type Trigger,
  type WhiskEntity,
} from '@whisker/entities';
import { Entitlement } from '@whisker/entitlement';
import { aLink, anAction, anIdentity, aRule, aTrigger, InMemoryEntityStore } from '@whisker/testing';
import { Rules } from './index';

const guest = anIdentity();
const NAME = nameFromId('guest/rule');
const TRIGGER = nameFromId('guest/trigger');
const BODY = { trigger: '/_/trigger', action: '/_/hello' };
const rule = aRule();
const linked = aTrigger('guest/trigger', { rules: aLink(rule) });

async function given(...entities: readonly WhiskEntity[]) {
  const store = new InMemoryEntityStore();
  await store.seed(...entities);
  const rules = new Rules({
    entities: store,
    entitlement: new Entitlement({ entities: store }),
    limits: defaultSystemLimits,
    clock: () => 0,
  });
  const links = async () => ((await store.get(TRIGGER))?.entity as Trigger | undefined)?.rules;
  return { store, rules, links };
}

/** Lets others do something before writes of `name`, at most `times` times. */
function meanwhile(store: InMemoryEntityStore, name: QualifiedName, act: () => Promise<unknown>, times = 1): void {
  let left = times;
  let busy = false;
  store.beforeWrite = async (written) => {
    if (busy || left === 0 || printName(written) !== printName(name)) return;
    left -= 1;
    busy = true;
    await act();
    busy = false;
  };
}

async function remove(store: InMemoryEntityStore, name: QualifiedName): Promise<void> {
  const stored = await store.get(name);
  if (stored) await store.delete(name, stored.revision);
}

describe('a link', () => {
  it('is written again if others write the trigger', async () => {
    const { store, rules, links } = await given(aTrigger(), anAction());
    const others = aLink(aRule('guest/other'));
    meanwhile(store, TRIGGER, () => store.seed(aTrigger('guest/trigger', { version: '0.0.2', rules: others })));
    await rules.put(guest, NAME, BODY, { overwrite: false });
    expect(await links()).toEqual({ ...others, ...aLink(rule) });
  });

  it('that cannot be written leaves no new rule behind', async () => {
    const { store, rules } = await given(aTrigger(), anAction());
    meanwhile(store, TRIGGER, () => store.seed(aTrigger()), Infinity);
    await expect(rules.put(guest, NAME, BODY, { overwrite: false })).rejects.toThrow(
      'Concurrent modification to resource detected.',
    );
    expect(await store.get(NAME)).toBeUndefined();
  });

  it('does not outlive a rule that is deleted while it is written', async () => {
    const { store, rules, links } = await given(aTrigger(), anAction());
    meanwhile(store, TRIGGER, () => remove(store, NAME));
    await rules.put(guest, NAME, BODY, { overwrite: false });
    expect(await links()).toEqual({});
  });

  it('does not outlive a rule that is moved while it is switched on', async () => {
    const { store, rules, links } = await given(rule, aTrigger());
    meanwhile(store, TRIGGER, () => store.seed(aRule('guest/rule', { trigger: nameFromId('guest/u') })));
    await rules.setStatus(guest, NAME, { status: 'active' });
    expect(await links()).toEqual({});
  });

  it('made while its rule is deleted goes with it', async () => {
    const { store, rules, links } = await given(rule, linked);
    meanwhile(store, NAME, () => rules.setStatus(guest, NAME, { status: 'active' }));
    await rules.delete(guest, NAME);
    expect(await links()).toEqual({});
  });
});

describe('a rule', () => {
  it('whose trigger is deleted while it is made reads inactive', async () => {
    const { store, rules } = await given(aTrigger(), anAction());
    meanwhile(store, NAME, () => remove(store, TRIGGER));
    await rules.put(guest, NAME, BODY, { overwrite: false });
    expect(await rules.get(guest, NAME)).toMatchObject({ status: 'inactive' });
  });

  it('that is written while it is deleted stays, inactive', async () => {
    const { store, rules } = await given(rule, linked);
    meanwhile(store, NAME, () => store.seed({ ...rule, version: '0.0.2' }));
    await expect(rules.delete(guest, NAME)).rejects.toThrow('Concurrent modification to resource detected.');
    expect(await rules.get(guest, NAME)).toMatchObject({ version: '0.0.2', status: 'inactive' });
  });
});
