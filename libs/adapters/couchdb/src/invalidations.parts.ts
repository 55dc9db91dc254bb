import { CachedEntityStore, CachedSubjectStore, cacheListener, type Following } from '@whisker/entity-store';
import { anAction } from '@whisker/testing';
import { setTimeout as wait } from 'node:timers/promises';
import { openCouchStores, type CouchStores } from './couch-stores';
import { initDatabases } from './init-databases';
import { couchdbForSuite } from './testing/couchdb-for-suite';

const server = couchdbForSuite();
beforeAll(() => initDatabases({ url: server.url }));

interface Instance {
  readonly stores: CouchStores;
  readonly entities: CachedEntityStore;
  readonly subjects: CachedSubjectStore;
  readonly following: Following;
}

/** A change has to be seen after that at the latest, ms. */
const BOUND_MS = 5_000;
const opened: Instance[] = [];

async function anInstance(): Promise<Instance> {
  const stores = openCouchStores({ url: server.url, changes: { firstPauseMs: 50, maxPauseMs: 200 } });
  const entities = new CachedEntityStore(stores.entities);
  const subjects = new CachedSubjectStore(stores.subjects, { ttlMs: 3_600_000, refusalTtlMs: 3_600_000 });
  const following = await stores.invalidations.follow(cacheListener({ entities, subjects }));
  const instance = { stores, entities, subjects, following };
  opened.push(instance);
  return instance;
}

afterEach(async () => {
  for (const { following, stores } of opened.splice(0)) {
    await following.close();
    await stores.close();
  }
});

/** Asks until the answer is as wanted. */
async function seen<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<void> {
  const deadline = Date.now() + BOUND_MS;
  while (!wanted(await ask())) {
    if (Date.now() > deadline) throw new Error(`not seen within ${BOUND_MS} ms`);
    await wait(10);
  }
}

it('lets a cache see what another instance wrote', async () => {
  const [one, other] = [await anInstance(), await anInstance()];
  const action = anAction('guest/pkg/seen');
  const first = await one.entities.put(action, { basedOn: undefined });
  expect((await other.entities.get(action.name))?.revision).toBe(first);
  const second = await one.entities.put({ ...action, version: '0.0.2' }, { basedOn: first });
  await seen(
    () => other.entities.get(action.name),
    (stored) => stored?.revision === second,
  );
  await one.entities.delete(action.name, second);
  await seen(
    () => other.entities.get(action.name),
    (stored) => stored === undefined,
  );
});

it('lets a cache see new subjects, keys and limits', async () => {
  const [one, other] = [await anInstance(), await anInstance()];
  const namespace = { name: 'ns', uuid: 'uuid', key: 'k'.repeat(64) };
  expect(await other.subjects.identityOf('ns')).toBeUndefined();
  await one.subjects.put({ subject: 'subject', namespaces: [namespace] });
  await seen(
    () => other.subjects.authenticate(namespace),
    (identity) => identity?.subject === 'subject',
  );
  await one.subjects.setLimits('ns', { firesPerMinute: 3 });
  await seen(
    () => other.subjects.authenticate(namespace),
    (identity) => identity?.limits.firesPerMinute === 3,
  );
  await one.subjects.put({ subject: 'subject', namespaces: [namespace], blocked: true });
  await seen(
    () => other.subjects.authenticate(namespace),
    (identity) => identity === undefined,
  );
});

it('misses nothing that was written while its connection was broken', async () => {
  const [one, other] = [await anInstance(), await anInstance()];
  const action = anAction('guest/resumed');
  const first = await one.entities.put(action, { basedOn: undefined });
  await other.entities.get(action.name);
  await server.running.kill();
  await server.restart();
  const second = await one.entities.put({ ...action, version: '0.0.2' }, { basedOn: first });
  await seen(
    () => other.entities.get(action.name),
    (stored) => stored?.revision === second,
  );
});
