import Database from 'better-sqlite3';
import { printName } from '@whisker/entities';
import { anAction, aPackage, aSequence } from '@whisker/testing';
import { closeSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { countQuery, pageQuery, type Query } from './entity-queries';
import { SqliteEntityStore, type SqliteEntityStoreOptions } from './sqlite-entity-store';

const path = pathsIn(temporaryFolder());
const action = anAction();

async function open(options: SqliteEntityStoreOptions = {}) {
  const file = path('entities.db');
  const store = await SqliteEntityStore.open(file, options);
  /** What lies in the file, seen from outside. */
  const outside = <T>(work: (db: Database.Database) => T): T => {
    const db = new Database(file);
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  return { file, store, outside };
}

describe('revisions', () => {
  it('count the states, like those of CouchDB', async () => {
    const { store } = await open();
    const first = await store.put(action, { basedOn: undefined });
    const second = await store.put(action, { basedOn: first });
    expect([first, second]).toEqual([
      expect.stringMatching(/^1-[0-9a-f]{32}$/),
      expect.stringMatching(/^2-[0-9a-f]{32}$/),
    ]);
    await store.close();
  });
});

describe('a write that fails', () => {
  it('changes nothing', async () => {
    const { store } = await open();
    const revision = await store.put(action, { basedOn: undefined, code: 'code' });
    await expect(store.put({ ...action, updated: Number.NaN }, { basedOn: revision, code: 'other' })).rejects.toThrow(
      /NOT NULL/,
    );
    expect(await store.get(action.name)).toEqual({ entity: action, revision });
    expect(await store.readCode(action.name, revision)).toBe('code');
    await store.close();
  });
});

describe('code of replaced states', () => {
  const MINUTE = 60_000;

  async function withCode(states: number, options: SqliteEntityStoreOptions = {}) {
    const clock = { now: 0 };
    const { store, outside } = await open({ now: () => clock.now, ...options });
    const revisions: string[] = [];
    for (let n = 0; n < states; n += 1) {
      revisions.push(await store.put(action, { basedOn: revisions.at(-1), code: `code ${n}` }));
    }
    const readable = async () => {
      const codes = await Promise.all(revisions.map((revision) => store.readCode(action.name, revision)));
      return codes.flatMap((code, n) => (code === undefined ? [] : [n]));
    };
    const rows = () => outside((db) => db.prepare('SELECT count(*) FROM code').pluck().get());
    return { store, clock, revisions, readable, rows };
  }

  it('is readable for ten minutes: an activation that was accepted may still need it', async () => {
    const { store, clock, readable, rows, revisions } = await withCode(3);
    expect(await readable()).toEqual([0, 1, 2]);
    clock.now = 10 * MINUTE;
    revisions.push(await store.put(action, { basedOn: revisions.at(-1), code: 'new' }));
    expect(await readable()).toEqual([0, 1, 2, 3]);
    clock.now = 10 * MINUTE + 1;
    await store.put(anAction('guest/other'), { basedOn: undefined });
    revisions.push(await store.put(action, { basedOn: revisions.at(-1), code: 'newer' }));
    expect(await readable()).toEqual([2, 3, 4]);
    expect(rows()).toBe(3);
    await store.close();
  });

  it('is kept of the newest states only, however quickly they follow', async () => {
    const { store, readable, rows } = await withCode(30);
    expect(await readable()).toHaveLength(11);
    expect((await readable()).at(-1)).toBe(29);
    expect(rows()).toBe(11);
    await store.close();
  });

  it('is dropped when the time of another entity’s write has come', async () => {
    const { store, clock, revisions, readable, rows } = await withCode(1);
    await store.delete(action.name, revisions[0] as string);
    expect(await readable()).toEqual([0]);
    clock.now = 11 * MINUTE;
    const other = anAction('guest/other');
    await store.delete(other.name, await store.put(other, { basedOn: undefined }));
    expect(await readable()).toEqual([]);
    expect(rows()).toBe(0);
    await store.close();
  });

  it('is shared by states that did not change it, and goes with the last of them', async () => {
    const { store, clock, revisions, readable, rows } = await withCode(1);
    for (let n = 0; n < 5; n += 1) revisions.push(await store.put(action, { basedOn: revisions.at(-1) }));
    expect(rows()).toBe(1);
    clock.now = 11 * MINUTE;
    revisions.push(await store.put(action, { basedOn: revisions.at(-1) }));
    clock.now = 22 * MINUTE;
    revisions.push(await store.put(action, { basedOn: revisions.at(-1) }));
    expect(await readable()).toEqual([6, 7]);
    expect(rows()).toBe(1);
    await store.close();
  });

  it('does not stay with an action that became a sequence', async () => {
    const { store, revisions } = await withCode(1);
    const sequence = await store.put(aSequence(printName(action.name), 'guest/a'), { basedOn: revisions[0] });
    expect(await store.readCode(action.name, sequence)).toBeUndefined();
    await store.close();
  });
});

/** All bytes from a place on. */
function overwriteFrom(file: string, position: number): void {
  const length = statSync(file).size - position;
  const fd = openSync(file, 'r+');
  writeSync(fd, Buffer.alloc(length, 0x5a), 0, length, position);
  closeSync(fd);
}

describe('the file', () => {
  it('is looked into by index only, and never at code, whatever is listed or counted', async () => {
    const { store, outside } = await open();
    const base = { type: 'package', namespace: 'guest' } as const;
    const filters = [base, { ...base, package: 'pkg' }, { ...base, publicOnly: true }];
    const queries: Query[] = filters.flatMap((filter) => [
      pageQuery({ ...filter, skip: 1, limit: 30 }),
      countQuery(filter),
    ]);
    for (const { sql, values } of queries) {
      const plan = outside((db) =>
        db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values),
      );
      const steps = plan.map(({ detail }) => detail);
      expect(steps).toEqual([
        expect.stringMatching(/^SEARCH entities USING (COVERING )?INDEX entities_(listed|in_package|public) /),
      ]);
      if (sql.includes('count')) expect(steps[0]).toContain('COVERING');
    }
    await store.close();
  });

  it('that holds a damaged entity answers so for that one, and lists the others', async () => {
    const errors: Error[] = [];
    const { store, outside } = await open({ onError: (error) => errors.push(error) });
    await store.put(aPackage('guest/whole'), { basedOn: undefined });
    await store.put(aPackage('guest/broken'), { basedOn: undefined });
    outside((db) => db.exec(`UPDATE entities SET document = '{' WHERE id = 'guest/broken'`));
    await expect(store.get(aPackage('guest/broken').name)).rejects.toMatchObject({ code: 'corrupt' });
    const listed = await store.list({ type: 'package', namespace: 'guest', skip: 0, limit: 10 });
    expect(listed.map(({ name }) => name.name)).toEqual(['whole']);
    expect(errors).toHaveLength(1);
    await store.close();
  });

  it('that is no database is refused and left as it is', async () => {
    const file = path('entities.db');
    writeFileSync(file, 'this is no database, and long enough to tell so'.repeat(10));
    const { size } = statSync(file);
    await expect(SqliteEntityStore.open(file)).rejects.toMatchObject({
      fault: 'damaged',
      path: file,
      message: expect.stringMatching(
        /entities\.db is damaged \(file is not a database\)\. Nothing was deleted\. Put back a copy/,
      ),
    });
    expect(statSync(file).size).toBe(size);
  });

  it('whose pages are damaged says so when they are read', async () => {
    const { file, store } = await open();
    for (let n = 0; n < 200; n += 1)
      await store.put(anAction(`guest/a${n}`, { parameters: [{ key: 'p', value: 'x'.repeat(500) }] }), {
        basedOn: undefined,
      });
    await store.close();
    const db = new Database(file);
    db.pragma('journal_mode = DELETE');
    db.close();
    overwriteFrom(file, 3 * 4096);
    const read = async () => {
      const again = await SqliteEntityStore.open(file);
      try {
        for (let n = 0; n < 200; n += 1) await again.get(anAction(`guest/a${n}`).name);
      } finally {
        await again.close();
      }
    };
    await expect(read()).rejects.toMatchObject({ fault: 'damaged', path: file });
  });
});
