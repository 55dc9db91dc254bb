import { printName, type EntityType, type WhiskEntity } from '@whisker/entities';
import type { EntityStore, ListQuery } from '@whisker/entity-store';
import { aBinding, aLink, anAction, aPackage, aRule, aSequence, aTrigger } from '../builders';
import { openForEach, uniqueName, type OpenPort } from './port-under-test';

const CONFLICT = { code: 'concurrentModification' };

/** Declares the suite of the port {@link EntityStore}. */
export function entityStoreContract(name: string, open: OpenPort<EntityStore>): void {
  describe(`${name} as an EntityStore`, () => {
    const bench = openForEach(open);
    describe('keeps entities', () => keeping(bench));
    describe('refuses writes based on another state', () => conflicts(bench));
    describe('keeps code apart', () => code(bench));
    describe('lists', () => lists(bench));
  });
}

interface Opened {
  readonly subject: EntityStore;
  reopen(): Promise<EntityStore>;
}

function keeping(bench: Opened): void {
  const entities = (ns: string): readonly WhiskEntity[] => [
    anAction(`${ns}/hello`, {
      parameters: [
        { key: 'a', value: { b: [1, null, 'ü'] } },
        { key: 'env', value: 1, init: true },
      ],
    }),
    anAction(`${ns}/box`, {
      exec: { type: 'blackbox', kind: 'blackbox', image: 'me/it:1', binary: true, hasCode: true, main: 'x' },
    }),
    aSequence(`${ns}/seq`, `${ns}/hello`, `${ns}/pkg/inner`),
    anAction(`${ns}/pkg/inner`, { publish: true, version: '1.2.3' }),
    aPackage(`${ns}/pkg`, { parameters: [{ key: 'p', value: 'q' }] }),
    aBinding(`${ns}/bound`, 'whisk.system/utils'),
    aTrigger(`${ns}/trigger`, { rules: aLink(aRule(`${ns}/rule`)) }),
    aRule(`${ns}/rule`),
  ];

  it('of every type, as they were put', async () => {
    for (const entity of entities(uniqueName())) {
      const revision = await bench.subject.put(entity, { basedOn: undefined });
      expect(await bench.subject.get(entity.name)).toEqual({ entity, revision });
    }
  });

  it('over a restart', async () => {
    const [action] = entities(uniqueName()) as [WhiskEntity];
    const revision = await bench.subject.put(action, { basedOn: undefined, code: 'function main() {}' });
    const store = await bench.reopen();
    expect(await store.get(action.name)).toEqual({ entity: action, revision });
    expect(await store.readCode(action.name, revision)).toBe('function main() {}');
  });

  it('in one id space: a trigger is found under its name whatever was asked for', async () => {
    const ns = uniqueName();
    await bench.subject.put(aTrigger(`${ns}/thing`), { basedOn: undefined });
    expect((await bench.subject.get(anAction(`${ns}/thing`).name))?.entity.type).toBe('trigger');
    await expect(bench.subject.put(anAction(`${ns}/thing`), { basedOn: undefined })).rejects.toMatchObject(CONFLICT);
  });

  it('apart by namespace and package', async () => {
    const [ns, other] = [uniqueName(), uniqueName()];
    await bench.subject.put(anAction(`${ns}/hello`), { basedOn: undefined });
    expect(await bench.subject.get(anAction(`${other}/hello`).name)).toBeUndefined();
    expect(await bench.subject.get(anAction(`${ns}/pkg/hello`).name)).toBeUndefined();
  });

  it('under every name that is legal', async () => {
    const ns = uniqueName();
    for (const local of ['a', 'a b', 'a.b-c_d@e&f', '_', 'x'.repeat(256)]) {
      await bench.subject.put(anAction(`${ns}/${local}`), { basedOn: undefined });
      expect((await bench.subject.get(anAction(`${ns}/${local}`).name))?.entity.name.name).toBe(local);
    }
  });

  it('until they are deleted', async () => {
    const { name } = anAction(`${uniqueName()}/hello`);
    const revision = await bench.subject.put(anAction(printName(name)), { basedOn: undefined });
    await bench.subject.delete(name, revision);
    expect(await bench.subject.get(name)).toBeUndefined();
    const again = await bench.subject.put(anAction(printName(name)), { basedOn: undefined });
    expect(again).not.toBe(revision);
  });
}

function conflicts(bench: Opened): void {
  async function stored() {
    const entity = anAction(`${uniqueName()}/hello`);
    return { entity, revision: await bench.subject.put(entity, { basedOn: undefined }) };
  }

  it('when an entity to be created is there', async () => {
    const { entity } = await stored();
    await expect(bench.subject.put(entity, { basedOn: undefined })).rejects.toMatchObject(CONFLICT);
  });

  it('when an entity to be replaced was replaced', async () => {
    const { entity, revision } = await stored();
    const newer = await bench.subject.put({ ...entity, version: '0.0.2' }, { basedOn: revision });
    expect(newer).not.toBe(revision);
    await expect(bench.subject.put({ ...entity, version: '0.0.3' }, { basedOn: revision })).rejects.toMatchObject(
      CONFLICT,
    );
    expect(await bench.subject.get(entity.name)).toMatchObject({ entity: { version: '0.0.2' }, revision: newer });
  });

  it('when an entity to be replaced is gone', async () => {
    const { entity, revision } = await stored();
    await bench.subject.delete(entity.name, revision);
    await expect(bench.subject.put(entity, { basedOn: revision })).rejects.toMatchObject(CONFLICT);
  });

  it('when an entity to be deleted was replaced or is gone', async () => {
    const { entity, revision } = await stored();
    const newer = await bench.subject.put(entity, { basedOn: revision });
    await expect(bench.subject.delete(entity.name, revision)).rejects.toMatchObject(CONFLICT);
    await bench.subject.delete(entity.name, newer);
    await expect(bench.subject.delete(entity.name, newer)).rejects.toMatchObject(CONFLICT);
  });

  it('of many at once: one wins', async () => {
    const { entity, revision } = await stored();
    const versions = ['1.0.0', '2.0.0', '3.0.0', '4.0.0'];
    const puts = await Promise.allSettled(
      versions.map((version) => bench.subject.put({ ...entity, version }, { basedOn: revision })),
    );
    expect(puts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = puts.findIndex(({ status }) => status === 'fulfilled');
    expect((await bench.subject.get(entity.name))?.entity.version).toBe(versions[winner]);
  });
}

function code(bench: Opened): void {
  const entity = () => anAction(`${uniqueName()}/hello`);

  it('by revision', async () => {
    const action = entity();
    const revision = await bench.subject.put(action, { basedOn: undefined, code: 'one é "\\n' });
    expect(await bench.subject.readCode(action.name, revision)).toBe('one é "\\n');
    expect(await bench.subject.readCode(action.name, '99-none')).toBeUndefined();
  });

  it('which stays when an entity is written without', async () => {
    const action = entity();
    const first = await bench.subject.put(action, { basedOn: undefined, code: 'one' });
    const second = await bench.subject.put({ ...action, version: '0.0.2' }, { basedOn: first });
    expect(await bench.subject.readCode(action.name, second)).toBe('one');
  });

  it('which is replaced when there is new', async () => {
    const action = entity();
    const first = await bench.subject.put(action, { basedOn: undefined, code: 'one' });
    const second = await bench.subject.put(action, { basedOn: first, code: 'two' });
    expect(await bench.subject.readCode(action.name, second)).toBe('two');
  });

  it('and there may be none', async () => {
    const action = entity();
    const revision = await bench.subject.put(action, { basedOn: undefined });
    expect(await bench.subject.readCode(action.name, revision)).toBeUndefined();
  });

  it('which does not come back with a new entity of the name', async () => {
    const action = entity();
    const revision = await bench.subject.put(action, { basedOn: undefined, code: 'one' });
    await bench.subject.delete(action.name, revision);
    const again = await bench.subject.put(action, { basedOn: undefined });
    expect(await bench.subject.readCode(action.name, again)).toBeUndefined();
  });

  it('of several megabytes', async () => {
    const action = entity();
    const large = 'YWJj'.repeat(1_000_000);
    const revision = await bench.subject.put(action, { basedOn: undefined, code: large });
    expect((await bench.subject.readCode(action.name, revision)) === large).toBe(true);
  });
}

function lists(bench: Opened): void {
  const AT = 1_700_000_000_000;
  const put = async (...entities: readonly WhiskEntity[]) => {
    for (const entity of entities) await bench.subject.put(entity, { basedOn: undefined });
  };
  const names = async (query: Partial<ListQuery> & { readonly namespace: string }) => {
    const entities = await bench.subject.list({ type: 'action', skip: 0, limit: 200, ...query });
    return entities.map((entity) => entity.name.name);
  };

  it('the newest first', async () => {
    const ns = uniqueName();
    for (const [n, updated] of [AT + 2, AT, AT + 3, AT + 1].entries()) await put(anAction(`${ns}/a${n}`, { updated }));
    expect(await names({ namespace: ns })).toEqual(['a2', 'a0', 'a3', 'a1']);
  });

  it('an entity that was written again by its new time', async () => {
    const ns = uniqueName();
    const old = anAction(`${ns}/old`, { updated: AT });
    const revision = await bench.subject.put(old, { basedOn: undefined });
    await put(anAction(`${ns}/new`, { updated: AT + 1 }));
    await bench.subject.put({ ...old, updated: AT + 2 }, { basedOn: revision });
    expect(await names({ namespace: ns })).toEqual(['old', 'new']);
  });

  it('a page', async () => {
    const ns = uniqueName();
    for (let n = 0; n < 7; n += 1) await put(anAction(`${ns}/a${n}`, { updated: AT - n }));
    expect(await names({ namespace: ns, skip: 2, limit: 3 })).toEqual(['a2', 'a3', 'a4']);
    expect(await names({ namespace: ns, skip: 6, limit: 3 })).toEqual(['a6']);
    expect(await names({ namespace: ns, skip: 7 })).toEqual([]);
    expect(await names({ namespace: ns, limit: 0 })).toEqual([]);
  });

  it('one type of one namespace', async () => {
    const ns = uniqueName();
    await put(anAction(`${ns}/action`), aPackage(`${ns}/package`), aTrigger(`${ns}/trigger`), aRule(`${ns}/rule`));
    await put(anAction(`${uniqueName()}/elsewhere`));
    for (const type of ['action', 'package', 'trigger', 'rule'] satisfies EntityType[]) {
      expect(await names({ namespace: ns, type })).toEqual([type]);
      expect(await bench.subject.count({ namespace: ns, type })).toBe(1);
    }
  });

  it('actions in packages with the others, or those of one package', async () => {
    const ns = uniqueName();
    await put(
      anAction(`${ns}/bare`, { updated: AT + 2 }),
      anAction(`${ns}/pkg/inner`, { updated: AT + 1 }),
      anAction(`${ns}/other/inner2`),
    );
    expect(await names({ namespace: ns })).toEqual(['bare', 'inner', 'inner2']);
    expect(await names({ namespace: ns, package: 'pkg' })).toEqual(['inner']);
    expect(await bench.subject.count({ namespace: ns, type: 'action', package: 'pkg' })).toBe(1);
    expect(await bench.subject.count({ namespace: ns, type: 'action' })).toBe(3);
  });

  it('public packages: published, and no bindings', async () => {
    const ns = uniqueName();
    await put(
      aPackage(`${ns}/open`, { publish: true }),
      aPackage(`${ns}/closed`),
      aBinding(`${ns}/bound`, 'x/y', { publish: true }),
    );
    expect(await names({ namespace: ns, type: 'package', publicOnly: true })).toEqual(['open']);
    expect(await bench.subject.count({ namespace: ns, type: 'package', publicOnly: true })).toBe(1);
    expect(await bench.subject.count({ namespace: ns, type: 'package' })).toBe(3);
  });

  it('nothing that is deleted', async () => {
    const ns = uniqueName();
    const revision = await bench.subject.put(anAction(`${ns}/gone`), { basedOn: undefined });
    await bench.subject.delete(anAction(`${ns}/gone`).name, revision);
    expect(await names({ namespace: ns })).toEqual([]);
    expect(await bench.subject.count({ namespace: ns, type: 'action' })).toBe(0);
  });
}
