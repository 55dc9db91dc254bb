import { closeSync, constants, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { openDatabase, reportingDamage, type OpenOptions, type SqliteDatabase } from './sqlite';

const forceToDisk = promisify(fdatasync);

/**
 * A database whose writes survive a power cut once they resolve.
 *
 * SQLite would force each commit to the disk before it goes on (`synchronous = FULL`), and the whole platform would
 * stand still for these milliseconds. Here the commit is written at once, and a thread of the pool forces the log.
 */
export class SyncedDatabase {
  readonly file: string;
  readonly db: SqliteDatabase;
  readonly #log: number;

  private constructor(file: string, db: SqliteDatabase, log: number) {
    this.file = file;
    this.db = db;
    this.#log = log;
  }

  /**
   * Opens a file and makes what works on it.
   * @throws DataFolderError if the file is damaged
   */
  static open<T>(file: string, { schema, use }: OpenOptions & { readonly use: (database: SyncedDatabase) => T }): T {
    const db = openDatabase(file, { schema });
    try {
      // The log is there for as long as the database is open, and is never replaced.
      const database = new SyncedDatabase(file, db, openSync(`${file}-wal`, constants.O_RDWR));
      return database.read(() => use(database));
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** @throws DataFolderError if the file is damaged */
  read<T>(work: () => T): T {
    return reportingDamage(this.file, work);
  }

  /** Runs `work` as one transaction; resolves when it is on the disk. @throws what `work` throws; nothing is changed then */
  async write<T>(work: () => T): Promise<T> {
    const result = reportingDamage(this.file, () => this.db.transaction(work).immediate());
    await forceToDisk(this.#log);
    return result;
  }

  /** Idempotent. Writes must have resolved. */
  async close(): Promise<void> {
    if (!this.db.open) return;
    this.db.close();
    closeSync(this.#log);
  }
}
