import { Json } from '@whisker/entities';
import { anActivation } from '@whisker/testing';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { SqliteActivationStore, type SqliteActivationStoreOptions } from './sqlite-activation-store';

const path = pathsIn(temporaryFolder());
const aRecord = (members = {}) => anActivation({ activationId: randomBytes(16).toString('hex'), ...members });
const all = { namespace: 'guest', skip: 0, limit: 10 };

async function open(file = path('activations.db'), options: SqliteActivationStoreOptions = {}) {
  const errors: Error[] = [];
  const store = await SqliteActivationStore.open(file, { onError: (error) => errors.push(error), ...options });
  const logs = () => readdirSync(dirname(file)).filter((name) => name.startsWith(`${basename(file)}-log.`));
  return { file, store, errors, logs };
}

describe('SqliteActivationStore', () => {
  it('has a record in its log when store resolves, and in its table when it is closed', async () => {
    const { file, store, logs } = await open();
    await store.store(aRecord());
    expect(logs()).toEqual([`${basename(file)}-log.1`]);
    await store.close();
    await store.close();
    expect(logs()).toEqual([]);
    const again = await open(file);
    expect(await again.store.count(all)).toBe(1);
    await again.store.close();
  });

  it('begins a new log file when one is large, and removes the old one', async () => {
    const { store, logs } = await open();
    const result = Json.of({ big: 'x'.repeat(500_000) });
    for (let n = 0; n < 40; n += 1) await store.store(aRecord({ response: { statusCode: 0, result } }));
    expect(await store.count(all)).toBe(40);
    expect(logs()).toEqual([expect.stringMatching(/-log\.3$/)]);
    await store.close();
  });

  it('answers from memory what it got lately, whatever becomes of the disk', async () => {
    const { store } = await open();
    const record = aRecord();
    await store.store(record);
    expect(await store.get('guest', record.activationId)).toBe(record);
    await store.close();
  });

  it('does not keep large records in memory', async () => {
    const { store } = await open();
    const record = aRecord({ logs: ['x'.repeat(40_000)] });
    await store.store(record);
    const read = await store.get('guest', record.activationId);
    expect(read).not.toBe(record);
    expect(read?.logs).toEqual(record.logs);
    await store.close();
  });

  it('answers with the first of two records under one id, in memory too', async () => {
    const { file, store } = await open();
    const first = aRecord({ logs: ['first'] });
    await store.store(first);
    await store.close();
    const again = await open(file);
    await again.store.store({ ...first, logs: ['second'] });
    expect((await again.store.list(all))[0]?.logs).toEqual(['first']);
    expect((await again.store.get('guest', first.activationId))?.logs).toEqual(['first']);
    await again.store.close();
  });

  it('refuses records when too many wait', async () => {
    const { store } = await open(undefined, { maxWaiting: 3 });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => store.store(aRecord())));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[3]).toMatchObject({ reason: { code: 'unavailable' } });
    expect(await store.count(all)).toBe(3);
    await store.store(aRecord());
    await store.close();
  });

  it('refuses what it could not tell apart in its log', async () => {
    const { store } = await open();
    await expect(store.store(aRecord({ namespace: 'a\tb' }))).rejects.toThrow(/control characters/);
    await store.store(aRecord({ response: { statusCode: 0, result: Json.trusted('{\n"a":\r\n1}') } }));
    expect((await store.list(all))[0]?.response.result?.value).toEqual({ a: 1 });
    await store.close();
  });

  it('refuses records once it is closed', async () => {
    const { store } = await open();
    await store.close();
    await expect(store.store(aRecord())).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.list(all)).rejects.toThrow(/has ended/);
  });

  it('does not open without the records of an earlier process', async () => {
    const { file, store } = await open();
    await store.close();
    // A log file that cannot be read.
    mkdirSync(`${file}-log.1`);
    await expect(open(file)).rejects.toThrow(/EISDIR/);
    rmdirSync(`${file}-log.1`);
    await (await open(file)).store.close();
  });

  it('reports and skips damaged lines of a log that was left', async () => {
    const { file, store } = await open();
    await store.close();
    writeFileSync(`${file}-log.7`, 'nonsense\n');
    appendFileSync(`${file}-log.7`, 'half a li');
    const again = await open(file);
    expect(again.errors.map(({ message }) => message)).toEqual([`1 damaged lines of ${file}-log.* were skipped`]);
    expect(again.logs()).toEqual([`${basename(file)}-log.8`]);
    await again.store.close();
  });

  it('answers a damaged record so, and lists the others', async () => {
    const { file, store } = await open();
    await store.store(aRecord());
    await store.close();
    const id = 'f'.repeat(32);
    writeFileSync(`${file}-log.9`, `${id}\tguest\thello\t5\t{"no":"record"}\n`);
    const again = await open(file);
    await expect(again.store.get('guest', id)).rejects.toMatchObject({ code: 'corrupt' });
    expect(await again.store.list(all)).toHaveLength(1);
    expect(again.errors).toHaveLength(1);
    await again.store.close();
  });

  it('refuses a file that is no database, and leaves it as it is', async () => {
    const file = path('activations.db');
    writeFileSync(file, 'this is no database, and long enough to tell so'.repeat(10));
    await expect(open(file)).rejects.toMatchObject({ fault: 'damaged', path: file });
    expect(existsSync(file)).toBe(true);
  });

  it('opens after its write-ahead log was cut off', async () => {
    const { file, store } = await open();
    await store.store(aRecord());
    await store.count(all);
    const crashed = path('activations.db');
    for (const suffix of ['', '-wal']) copyFileSync(`${file}${suffix}`, `${crashed}${suffix}`);
    truncateSync(`${crashed}-wal`, 3_000);
    await store.close();
    const again = await open(crashed);
    expect(await again.store.count(all)).toBe(0);
    await again.store.store(aRecord());
    expect(await again.store.count(all)).toBe(1);
    await again.store.close();
  });
});
