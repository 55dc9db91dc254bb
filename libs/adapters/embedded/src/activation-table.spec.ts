import Database from 'better-sqlite3';
import * as fs from 'node:fs';
import { basename, dirname } from 'node:path';
import { pathsIn, temporaryFolder } from './testing/temporary-folder';
import { ActivationTable } from './activation-table';

const path = pathsIn(temporaryFolder());

const idOf = (n: number) => n.toString(16).padStart(32, '0');
const lineOf = (n: number, { namespace = 'guest', name = 'hello', text = '' } = {}) =>
  `${idOf(n)}\t${namespace}\t${name}\t${1_000 + n}\t{"n":${n},"text":"${text}"}\n`;

function open() {
  const file = path('activations.db');
  const logPrefix = `${file}-log.`;
  const statements: string[] = [];
  /** Tells what is executed. */
  class Watched extends Database {
    constructor(name: string) {
      super(name, { verbose: (sql) => statements.push(String(sql)) });
    }
  }
  const table = new ActivationTable({ Database: Watched as unknown as typeof Database, fs, file, logPrefix });
  const log = (segment: number, text: string) => {
    fs.writeFileSync(`${logPrefix}${segment}`, text);
    return Buffer.byteLength(text);
  };
  const takeIn = (segment: number, text: string, last = false) =>
    table.takeIn({ segment, upto: log(segment, text), last });
  const logs = () => fs.readdirSync(dirname(file)).filter((name) => name.startsWith(basename(logPrefix)));
  return { file, table, statements, log, takeIn, logs };
}

const all = { namespace: 'guest', skip: 0, limit: 1_000 };

describe('ActivationTable', () => {
  it('takes in lines and answers questions', () => {
    const { table, takeIn } = open();
    expect(takeIn(1, [1, 2, 3].map((n) => lineOf(n)).join(''))).toEqual({ total: 3, ignored: [], damaged: 0 });
    expect(table.get({ namespace: 'guest', id: idOf(2) })).toBe('{"n":2,"text":""}');
    expect(table.get({ namespace: 'other', id: idOf(2) })).toBeUndefined();
    expect(table.list(all).map((text) => (JSON.parse(text) as { n: number }).n)).toEqual([3, 2, 1]);
    expect(table.count({ namespace: 'guest', since: 1_002 })).toBe(2);
    table.close();
  });

  it('goes on where it was, and no further than it is told', () => {
    const { table, log } = open();
    const [first, second, third] = [1, 2, 3].map((n) => lineOf(n)) as [string, string, string];
    const upto = (text: string) => ({ segment: 1, upto: Buffer.byteLength(text), last: false });
    log(1, first + second + third);
    expect(table.takeIn(upto(first)).total).toBe(1);
    expect(table.takeIn(upto(first + second)).total).toBe(2);
    expect(table.takeIn(upto(first + second)).total).toBe(2);
    table.close();
  });

  it('removes a log file with its last line, and no other', () => {
    const { table, takeIn, logs } = open();
    takeIn(1, lineOf(1));
    expect(logs()).toHaveLength(1);
    takeIn(1, lineOf(1) + lineOf(2), true);
    expect(logs()).toHaveLength(0);
    takeIn(2, lineOf(3), true);
    expect(table.count(all)).toBe(3);
    table.close();
  });

  it('forces the table to the disk before a log file goes, and not at every call', () => {
    const { table, statements, takeIn } = open();
    const forced = () => statements.filter((sql) => sql.includes('wal_checkpoint')).length;
    takeIn(1, lineOf(1));
    expect(forced()).toBe(0);
    takeIn(1, lineOf(1) + lineOf(2), true);
    expect(forced()).toBe(1);
    table.close();
  });

  it('takes in whole files that were left, up to half a line, and removes them', () => {
    const { table, log, logs } = open();
    log(4, lineOf(1) + lineOf(2));
    log(5, lineOf(3) + lineOf(4).slice(0, 20));
    log(6, '');
    expect(table.recover([4, 5, 6])).toEqual({ total: 3, ignored: [], damaged: 0 });
    expect(logs()).toEqual([]);
    table.close();
  });

  it('takes in the same lines twice without a change', () => {
    const { table, takeIn } = open();
    takeIn(1, lineOf(1, { text: 'first' }), true);
    expect(takeIn(2, lineOf(1, { text: 'second' }) + lineOf(2), true).ignored).toEqual([idOf(1)]);
    expect(table.get({ namespace: 'guest', id: idOf(1) })).toContain('first');
    expect(table.count(all)).toBe(2);
    table.close();
  });

  it('counts and skips lines that are none', () => {
    const { table, takeIn } = open();
    const text = `${lineOf(1)}\nnonsense\n${lineOf(2).replace('1002', 'soon')}${idOf(3)}\tguest\thello\t5\t{"half":\n${lineOf(4)}`;
    expect(takeIn(1, text)).toEqual({ total: 6, ignored: [], damaged: 3 });
    expect(table.count(all)).toBe(2);
    table.close();
  });

  it('takes in lines longer than its buffer', () => {
    const { table, takeIn } = open();
    takeIn(1, lineOf(1) + lineOf(2, { text: 'é'.repeat(3_000_000) }) + lineOf(3), true);
    expect(table.get({ namespace: 'guest', id: idOf(2) })?.length).toBeGreaterThan(3_000_000);
    expect(table.count(all)).toBe(3);
    table.close();
  });

  it('keeps what it could not take in for the next call, and answers no list without it', () => {
    const { table, takeIn, log } = open();
    takeIn(1, lineOf(1));
    const missing = { segment: 2, upto: 100, last: true };
    expect(() => table.takeIn(missing)).toThrow(/ENOENT/);
    expect(() => table.list(all)).toThrow(/ENOENT/);
    expect(() => table.count(all)).toThrow(/ENOENT/);
    expect(table.get({ namespace: 'guest', id: idOf(1) })).toBeDefined();
    expect(() => table.get({ namespace: 'guest', id: idOf(2) })).toThrow(/ENOENT/);
    log(2, lineOf(2));
    expect(takeIn(3, lineOf(3)).total).toBe(3);
    expect(table.count(all)).toBe(3);
    table.close();
  });

  it('removes old records in steps, namespace by namespace', () => {
    const { table, takeIn } = open();
    const lines = [1, 2, 3, 4, 5].flatMap((n) =>
      ['a', 'b', 'c'].map((namespace, i) => lineOf(n * 10 + i, { namespace })),
    );
    takeIn(1, lines.join(''));
    const steps: number[] = [];
    for (let from: string | undefined = ''; from !== undefined;) {
      const { count, next }: { count: number; next: string | undefined } = table.remove({
        before: 1_040,
        from,
        limit: 2,
      });
      steps.push(count);
      from = next;
    }
    expect(steps).toEqual([2, 1, 2, 1, 2, 1, 0]);
    expect(['a', 'b', 'c'].map((namespace) => table.count({ namespace }))).toEqual([2, 2, 2]);
    table.close();
  });

  it('looks by index only, and counts by index alone', () => {
    const { file, table, statements, takeIn } = open();
    takeIn(1, lineOf(1));
    statements.length = 0;
    for (const name of [undefined, 'hello']) {
      for (const times of [{}, { since: 1 }, { since: 1, upto: 2_000 }]) {
        const filter = { namespace: 'guest', ...(name !== undefined && { name }), ...times };
        table.list({ ...filter, skip: 1, limit: 5 });
        table.count(filter);
      }
    }
    table.get({ namespace: 'guest', id: idOf(1) });
    table.remove({ before: 1, from: '', limit: 5 });
    const db = new Database(file);
    const asked = statements.filter((sql) => /^(SELECT|DELETE)/.test(sql));
    expect(asked.length).toBeGreaterThan(13);
    for (const sql of asked) {
      const plan = db
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => detail);
      expect(
        plan.filter((step) => /SCAN|TEMP B-TREE/.test(step) && !/SCAN activations USING COVERING INDEX/.test(step)),
      ).toEqual([]);
      if (sql.startsWith('SELECT count')) expect(plan).toEqual([expect.stringContaining('COVERING INDEX')]);
    }
    db.close();
    table.close();
  });
});
