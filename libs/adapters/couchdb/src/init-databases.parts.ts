import { anAction } from '@whisker/testing';
import { lastingPlans, whisksPlan } from './design-documents';
import { initDatabases } from './init-databases';
import { MARK } from './install-database';
import { openCouchStores } from './couch-stores';
import { couchdbForSuite } from './testing/couchdb-for-suite';
import { RawCouchdb } from './testing/raw-couchdb';

const server = couchdbForSuite();
let prefix: string;
let sets = 0;
beforeEach(() => {
  sets += 1;
  prefix = `set${sets}_`;
});
const access = () => ({ url: server.url, prefix });
const raw = (kind: string) => new RawCouchdb(`${server.url}/${prefix}${kind}`);
const design = `/_design/${whisksPlan.designs[0]?.name}`;

it('makes the databases once, however many do so', async () => {
  await Promise.all([initDatabases(access()), initDatabases(access()), initDatabases(access())]);
  const again = await initDatabases(access());
  expect(again).toEqual(lastingPlans.map(({ kind }) => ({ database: `${prefix}${kind}`, did: 'unchanged' })));
});

it('tells what it did', async () => {
  const [first] = await initDatabases(access());
  expect(first).toEqual({ database: `${prefix}whisks`, did: 'created' });
});

it('brings an older database up to date, and keeps its documents', async () => {
  await initDatabases(access());
  const stores = openCouchStores(access());
  const action = anAction();
  await stores.entities.put(action, { basedOn: undefined });
  const mark = await raw('whisks').get(`/${MARK}`);
  await raw('whisks').put(`/${MARK}`, { ...mark, whisker: { kind: 'whisks', version: 0 } });
  const old = await raw('whisks').get(design);
  await raw('whisks').put(design, { ...old, views: {} });
  expect(await stores.ping()).toMatchObject({ up: false, problem: expect.stringContaining('whisker admin db init') });
  expect((await initDatabases(access()))[0]).toMatchObject({ did: 'upgraded' });
  expect(await stores.ping()).toMatchObject({ up: true });
  expect(await stores.entities.list({ type: 'action', namespace: 'guest', skip: 0, limit: 2 })).toEqual([action]);
  await stores.close();
});

it('touches no database of somebody else', async () => {
  await raw('whisks').put('');
  await raw('whisks').put('/theirs', { a: 1 });
  await expect(initDatabases(access())).rejects.toThrow(/holds documents that are not of Whisker/);
  await expect(raw('whisks').get(design)).rejects.toThrow('404');
  await expect(raw('whisks').get(`/${MARK}`)).rejects.toThrow('404');
});

it('touches no database of a newer Whisker, or for another purpose', async () => {
  await raw('whisks').put('');
  const marked = await raw('whisks').put(`/${MARK}`, { whisker: { kind: 'whisks', version: 99 } });
  await expect(initDatabases(access())).rejects.toThrow('has version 99, this Whisker knows 1 only');
  await raw('whisks').put(`/${MARK}`, { _rev: marked['rev'] ?? '', whisker: { kind: 'subjects', version: 1 } });
  await expect(initDatabases(access())).rejects.toThrow('but not for whisks');
});

it('takes over a database of OpenWhisk if it is told to, with the views it has', async () => {
  const views = { actions: { map: 'function (doc) { /* theirs */ }' } };
  await raw('whisks').put('');
  await raw('whisks').put(design, { language: 'javascript', views });
  await raw('whisks').put('/guest%2Fhello', { name: 'hello' });
  await expect(initDatabases(access())).rejects.toThrow(/not of Whisker/);
  expect((await initDatabases(access(), { adopt: true }))[0]).toMatchObject({ did: 'adopted' });
  expect(await raw('whisks').get(design)).toMatchObject({ views });
});

it('goes on where it was killed', async () => {
  await raw('whisks').put('');
  await raw('whisks').put(design, { language: 'javascript', views: {} });
  await initDatabases(access());
  expect((await raw('whisks').get(design))['views']).toEqual(whisksPlan.designs[0]?.views);
});
