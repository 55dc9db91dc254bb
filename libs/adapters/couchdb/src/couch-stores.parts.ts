import { nameFromId, type Activation } from '@whisker/entities';
import { anAction, anActivation } from '@whisker/testing';
import { randomBytes } from 'node:crypto';
import { byWholePeriods } from './activation-databases';
import { openCouchStores, type CouchStores } from './couch-stores';
import { initDatabases } from './init-databases';
import { couchdbForSuite } from './testing/couchdb-for-suite';
import { RawCouchdb } from './testing/raw-couchdb';

const DAY_MS = 86_400_000;
/** Noon. */
const AT = Date.UTC(2023, 10, 14, 12);
const server = couchdbForSuite();
const opened: CouchStores[] = [];

beforeAll(() => initDatabases({ url: server.url }));
afterEach(async () => {
  for (const stores of opened.splice(0)) await stores.close();
});

function open(): CouchStores {
  const stores = openCouchStores({ url: server.url });
  opened.push(stores);
  return stores;
}

const raw = (kind: string) => new RawCouchdb(`${server.url}/whisker_${kind}`);
const databases = async () => (await (await fetch(`${server.url}/_all_dbs`)).json()) as string[];
const aNamespace = () => `ns-${randomBytes(4).toString('hex')}`;
const aRecord = (members: Partial<Activation>) =>
  anActivation({ activationId: randomBytes(16).toString('hex'), start: AT, ...members });

describe('two instances', () => {
  it('write one entity at a time: one wins each round', async () => {
    const [one, other] = [open(), open()];
    const action = anAction(`${aNamespace()}/raced`);
    let revision = await one.entities.put(action, { basedOn: undefined, code: 'code '.repeat(5_000) });
    for (let round = 1; round <= 10; round += 1) {
      const writes = await Promise.allSettled(
        [one, other].map(({ entities }, i) =>
          entities.put({ ...action, version: `0.${round}.${i}` }, { basedOn: revision }),
        ),
      );
      const [winner, ...others] = writes.filter((write) => write.status === 'fulfilled');
      expect(others).toEqual([]);
      expect(writes.find((write) => write.status === 'rejected')?.reason).toMatchObject({
        code: 'concurrentModification',
      });
      revision = winner?.value as string;
      expect((await other.entities.get(action.name))?.revision).toBe(revision);
    }
    expect(await other.entities.readCode(action.name, revision)).toBe('code '.repeat(5_000));
  });

  it('see each other’s records at once', async () => {
    const [one, other] = [open(), open()];
    const namespace = aNamespace();
    expect(await other.activations.count({ namespace })).toBe(0);
    const record = aRecord({ namespace, start: Date.now() });
    await one.activations.store(record);
    expect(await other.activations.get(namespace, record.activationId)).toMatchObject({ start: record.start });
    expect(await other.activations.list({ namespace, skip: 0, limit: 5 })).toHaveLength(1);
  });
});

describe('records', () => {
  it('of three days are one list, and counted together', async () => {
    const { activations } = open();
    const namespace = aNamespace();
    const records = Array.from({ length: 1_000 }, (_, n) => aRecord({ namespace, start: AT + n * 200_000 }));
    await Promise.all(records.map((record) => activations.store(record)));
    expect(await activations.count({ namespace })).toBe(1_000);
    const expected = records.map(({ activationId }) => activationId).reverse();
    const listed: string[] = [];
    for (let skip = 0; skip < 1_000; skip += 200) {
      const page = await activations.list({ namespace, skip, limit: 200 });
      listed.push(...page.map(({ activationId }) => activationId));
    }
    expect(listed).toEqual(expected);
    const [since, upto] = [AT + 100 * 200_000, AT + 899 * 200_000];
    expect(await activations.count({ namespace, since, upto })).toBe(800);
    const late = await activations.list({ namespace, since, upto, skip: 750, limit: 100 });
    expect(late.map(({ activationId }) => activationId)).toEqual(expected.slice(850, 900));
    const names = await databases();
    expect(names).toEqual(expect.arrayContaining(['14', '15', '16'].map((day) => `whisker_activations-202311${day}`)));
  });

  it('go with the database of their day', async () => {
    const { activations } = open();
    const namespace = aNamespace();
    const start = Date.UTC(2020, 1, 28, 12);
    for (const n of [0, 0, 1]) await activations.store(aRecord({ namespace, start: start + n * DAY_MS }));
    const sweeper = byWholePeriods(activations);
    expect(await sweeper.removeBefore(start + 5)).toBe(0);
    expect(await databases()).toContain('whisker_activations-20200228');
    expect(await sweeper.removeBefore(start + DAY_MS)).toBe(2);
    expect(await databases()).not.toContain('whisker_activations-20200228');
    expect(await activations.count({ namespace })).toBe(1);
    const late = aRecord({ namespace, start });
    await activations.store(late);
    expect(await open().activations.get(namespace, late.activationId)).toMatchObject({ start });
  });

  it('that are larger than a document may be are kept whole', async () => {
    const { activations } = open();
    const logs = Array.from({ length: 7 }, (_, n) => `${n}${'x'.repeat(1_000_000)}`);
    const record = aRecord({ namespace: aNamespace(), logs });
    await activations.store(record);
    const { namespace, activationId } = record;
    const document = await raw('activations-20231114').get(`/${encodeURIComponent(`${namespace}/${activationId}`)}`);
    expect(JSON.stringify(document).length).toBeLessThan(10_000);
    expect((await open().activations.get(namespace, activationId))?.logs).toEqual(logs);
    const [listed] = await activations.list({ namespace, skip: 0, limit: 1 });
    expect(listed?.logs).toEqual(logs);
  });
});

describe('documents', () => {
  it('of entities are those of OpenWhisk', async () => {
    const { entities } = open();
    const ns = aNamespace();
    await entities.put(anAction(`${ns}/pkg/hello`), { basedOn: undefined, code: 'main' });
    const document = await raw('whisks').get(`/${ns}%2Fpkg%2Fhello`);
    expect(document).toMatchObject({
      namespace: `${ns}/pkg`,
      name: 'hello',
      entityType: 'action',
      exec: {
        kind: 'nodejs:20',
        code: { attachmentName: 'mem:bWFpbg==', attachmentType: 'text/plain', length: 4 },
      },
    });
  });

  it('of OpenWhisk are read', async () => {
    const { entities } = open();
    const ns = aNamespace();
    const name = nameFromId(`${ns}/theirs`);
    const common = { namespace: ns, name: 'theirs', version: '0.0.1', publish: false, annotations: [], parameters: [] };
    const limits = { timeout: 60_000, memory: 256, logs: 10 };
    const code = { attachmentName: 'couch:0a1b', attachmentType: 'application/octet-stream', length: 3 };
    await raw('whisks').put(`/${ns}%2Ftheirs`, {
      ...{ ...common, updated: 5, limits, exec: { kind: 'python:3', binary: true, code } },
      _attachments: { '0a1b': { content_type: 'application/octet-stream', data: 'AAEC' } },
    });
    const stored = await entities.get(name);
    expect(stored?.entity).toMatchObject({ type: 'action', exec: { kind: 'python:3', binary: true } });
    expect(await entities.readCode(name, stored?.revision as string)).toBe('AAEC');
    expect(await entities.list({ type: 'action', namespace: ns, skip: 0, limit: 2 })).toEqual([stored?.entity]);
  });

  it('hold one attachment: the code of the present state', async () => {
    const { entities } = open();
    const action = anAction(`${aNamespace()}/large`);
    const first = await entities.put(action, { basedOn: undefined, code: 'a'.repeat(20_000) });
    const second = await entities.put({ ...action, version: '0.0.2' }, { basedOn: first, code: 'b'.repeat(20_000) });
    const document = await raw('whisks').get(`/${encodeURIComponent(`${action.name.namespace}/large`)}`);
    expect(Object.values(document['_attachments'] ?? {})).toEqual([expect.objectContaining({ length: 20_000 })]);
    expect(await entities.readCode(action.name, second)).toBe('b'.repeat(20_000));
  });
});
