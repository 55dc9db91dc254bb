import type Database from 'better-sqlite3';
import type * as fs from 'node:fs';

/** The part of the log that is to be in the table. */
export interface LogTarget {
  /** Number of the log file. */
  readonly segment: number;
  /** Bytes, up to the end of a line. */
  readonly upto: number;
  /** Nothing follows: the file can go. */
  readonly last: boolean;
}

export interface TakenIn {
  /** Lines taken in since the table was opened. */
  readonly total: number;
  /** Records that were there under the same id already; those stay. */
  readonly ignored: readonly string[];
  /** Lines that could not be read and were skipped. */
  readonly damaged: number;
}

export interface RowQuery {
  readonly namespace: string;
  readonly name?: string;
  readonly since?: number;
  readonly upto?: number;
  readonly skip: number;
  readonly limit: number;
}

/** Where a removal goes on: in the namespaces from this one. */
export interface RemovalStep {
  readonly before: number;
  readonly from: string;
  /** Records to remove, at most. */
  readonly limit: number;
}

export interface Removed {
  readonly count: number;
  /** Undefined: there is nothing left to remove. */
  readonly next: string | undefined;
}

export interface TableSources {
  readonly Database: typeof Database;
  readonly fs: typeof fs;
  readonly file: string;
  /** Path of a log file is this and its number. */
  readonly logPrefix: string;
}

/**
 * The records on disk: a table, and the log files whose lines it takes in.
 *
 * It runs in a thread of its own from the text of this class, because neither a bundle nor a test has a file a thread
 * could load. So it refers to nothing outside but types and globals; all else comes with the constructor.
 *
 * A line is `id TAB namespace TAB name TAB start TAB document`. Lines go into the table in transactions of about 1 MB:
 * each index page is then written once for many records, which is what makes it quick. A log file goes only once its
 * lines are in the table and the table is on the disk; taking lines in twice changes nothing.
 */
export class ActivationTable {
  readonly #db;
  readonly #fs;
  readonly #logPrefix: string;
  readonly #insert;
  readonly #statements = new Map<string, Database.Statement<unknown[]>>();
  #targets: LogTarget[] = [];
  #open: { readonly segment: number; readonly fd: number; position: number } | undefined;
  #total = 0;
  #damaged = 0;

  constructor({ Database, fs, file, logPrefix }: TableSources) {
    this.#db = new Database(file);
    this.#fs = fs;
    this.#logPrefix = logPrefix;
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = NORMAL');
    // Mostly done at the end of a log file; this bounds the write-ahead log besides.
    this.#db.pragma('wal_autocheckpoint = 8000');
    this.#db.pragma('cache_size = -32000');
    this.#db.exec(`
      CREATE TABLE IF NOT EXISTS activations (
        id BLOB NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, start INTEGER NOT NULL, document TEXT NOT NULL
      );
      CREATE UNIQUE INDEX IF NOT EXISTS activations_id ON activations (id);
      CREATE INDEX IF NOT EXISTS activations_listed ON activations (namespace, start);
      CREATE INDEX IF NOT EXISTS activations_named ON activations (namespace, name, start);
    `);
    this.#insert = this.#db.prepare('INSERT OR IGNORE INTO activations VALUES (?, ?, ?, ?, ?)');
  }

  /** Takes in whole log files that an earlier process left, each up to its last whole line. */
  recover(segments: readonly number[]): TakenIn {
    const ignored = segments.flatMap((segment) => this.takeIn({ segment, upto: Infinity, last: true }).ignored);
    return { total: this.#total, ignored, damaged: this.#damaged };
  }

  /** Takes in lines up to the target, and what an earlier call failed to take in. */
  takeIn(target: LogTarget): TakenIn {
    this.#targets = [...this.#targets.filter(({ segment }) => segment !== target.segment), target];
    const ignored: string[] = [];
    this.#workOff(ignored);
    return { total: this.#total, ignored, damaged: this.#damaged };
  }

  get(key: { readonly namespace: string; readonly id: string }): string | undefined {
    const found = this.#find(key);
    if (found !== undefined || this.#targets.length === 0) return found;
    this.#workOff([]);
    return this.#find(key);
  }

  /** Documents, newest start first. */
  list(query: RowQuery): readonly string[] {
    this.#workOff([]);
    const { where, values } = this.#filter(query);
    const sql = `SELECT document FROM activations ${where} ORDER BY start DESC, rowid DESC LIMIT ? OFFSET ?`;
    return this.#prepare(sql)
      .pluck()
      .all(...values, query.limit, query.skip) as string[];
  }

  count(query: Omit<RowQuery, 'skip' | 'limit'>): number {
    this.#workOff([]);
    const { where, values } = this.#filter(query);
    return this.#prepare(`SELECT count(*) FROM activations ${where}`)
      .pluck()
      .get(...values) as number;
  }

  /** Removes some records that started before a time. */
  remove({ before, from, limit }: RemovalStep): Removed {
    let namespace = this.#namespaceFrom(from, '>=');
    for (; namespace !== undefined; namespace = this.#namespaceFrom(namespace, '>')) {
      const count = this.#prepare(
        `DELETE FROM activations WHERE rowid IN (
           SELECT rowid FROM activations WHERE namespace = ? AND start < ? ORDER BY start LIMIT ?)`,
      ).run(namespace, before, limit).changes;
      if (count > 0) return { count, next: namespace };
    }
    return { count: 0, next: undefined };
  }

  close(): void {
    if (this.#open) this.#fs.closeSync(this.#open.fd);
    this.#db.close();
  }

  #find({ namespace, id }: { readonly namespace: string; readonly id: string }): string | undefined {
    const sql = 'SELECT document FROM activations WHERE id = ? AND namespace = ?';
    return this.#prepare(sql).pluck().get(Buffer.from(id, 'hex'), namespace) as string | undefined;
  }

  /** Takes in what is to be; on an error the rest stays to be. A question is not answered without it. */
  #workOff(ignored: string[]): void {
    for (let next = this.#targets[0]; next; next = this.#targets[0]) {
      this.#takeInSegment(next, ignored);
      this.#targets.shift();
    }
  }

  #takeInSegment({ segment, upto, last }: LogTarget, ignored: string[]): void {
    const log = this.#openSegment(segment);
    for (let bytes = this.#readLines(log, upto); bytes; bytes = this.#readLines(log, upto)) {
      const lines = bytes.toString('utf8').split('\n');
      lines.pop();
      this.#db.transaction(() => this.#insertLines(lines, ignored)).immediate();
      log.position += bytes.length;
      this.#total += lines.length;
    }
    if (last) this.#dropSegment(log);
  }

  /** @returns whole lines from the place reached, about 1 MB of them; undefined if there are none */
  #readLines(log: { readonly fd: number; readonly position: number }, upto: number): Buffer | undefined {
    for (let size = 1_048_576; ; size *= 4) {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(size, upto - log.position)));
      const read = bytes.length === 0 ? 0 : this.#fs.readSync(log.fd, bytes, 0, bytes.length, log.position);
      const end = bytes.subarray(0, read).lastIndexOf(10) + 1;
      if (end > 0) return bytes.subarray(0, end);
      // Nothing, or half a line that is all there is. Else the line is longer than the buffer.
      if (read < size) return undefined;
    }
  }

  #insertLines(lines: readonly string[], ignored: string[]): void {
    for (const line of lines) {
      const [id = '', namespace = '', name = '', start = ''] = line.split('\t', 4);
      const document = line.slice(id.length + namespace.length + name.length + start.length + 4);
      if (!/^[0-9a-f]{32}$/.test(id) || !/^\d+$/.test(start) || !document.endsWith('}')) {
        // An empty line stands where a failed write was cut off.
        if (line !== '') this.#damaged += 1;
        continue;
      }
      const { changes } = this.#insert.run(Buffer.from(id, 'hex'), namespace, name, Number(start), document);
      if (changes === 0) ignored.push(id);
    }
  }

  #openSegment(segment: number): { readonly segment: number; readonly fd: number; position: number } {
    if (this.#open?.segment === segment) return this.#open;
    if (this.#open) this.#fs.closeSync(this.#open.fd);
    this.#open = undefined;
    const fd = this.#fs.openSync(`${this.#logPrefix}${segment}`, 'r');
    this.#open = { segment, fd, position: 0 };
    return this.#open;
  }

  #dropSegment({ segment, fd }: { readonly segment: number; readonly fd: number }): void {
    // Forces the table to the disk: afterwards even a power cut leaves the records in one of the two places.
    this.#db.pragma('wal_checkpoint(PASSIVE)');
    this.#open = undefined;
    this.#fs.closeSync(fd);
    this.#fs.rmSync(`${this.#logPrefix}${segment}`, { force: true });
  }

  #filter({ namespace, name, since, upto }: Omit<RowQuery, 'skip' | 'limit'>): {
    where: string;
    values: (string | number)[];
  } {
    const where = `WHERE namespace = ? AND start BETWEEN ? AND ?${name === undefined ? '' : ' AND name = ?'}`;
    const values = [namespace, since ?? 0, upto ?? Number.MAX_SAFE_INTEGER];
    return { where, values: name === undefined ? values : [...values, name] };
  }

  /** One look-up per namespace in an index, however many records there are. */
  #namespaceFrom(namespace: string, comparison: '>' | '>='): string | undefined {
    const sql = `SELECT namespace FROM activations WHERE namespace ${comparison} ? ORDER BY namespace LIMIT 1`;
    return this.#prepare(sql).pluck().get(namespace) as string | undefined;
  }

  #prepare(sql: string): Database.Statement<unknown[]> {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }
}
