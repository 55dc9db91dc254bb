import Database from 'better-sqlite3';
import { closeSync, openSync } from 'node:fs';
import { damaged, DataFolderError } from './data-folder-error';

/** An open SQLite database. */
export type SqliteDatabase = Database.Database;

/** Oldest Node that better-sqlite3 runs on; an older one crashes without a word when a database is opened. */
const MIN_NODE = 22;

/** The codes with which SQLite says that a file is not as it wrote it. */
const DAMAGE = /^SQLITE_(?:CORRUPT|NOTADB)/;

export interface OpenOptions {
  /** Statements that make tables and indexes where they are missing. */
  readonly schema: string;
}

/**
 * Opens a database file with a write-ahead log, making it if it is missing.
 *
 * Commits are written to the log but not forced to the disk: they survive the death of the process, and a power cut
 * only once they are synced.
 * @throws DataFolderError if the file is damaged
 */
export function openDatabase(file: string, { schema }: OpenOptions): SqliteDatabase {
  prepareFile(file);
  return reportingDamage(file, () => {
    const db = new Database(file);
    try {
      db.pragma('journal_mode = WAL');
      // While tables are made, so that the new files' names are on the disk, too.
      db.pragma('synchronous = FULL');
      db.exec(schema);
      db.pragma('synchronous = NORMAL');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/**
 * Makes a database file that is missing, for its owner only: SQLite would make one that others can read. What it puts
 * beside the file takes after it.
 * @throws DataFolderError if the running Node cannot open databases
 */
export function prepareFile(file: string): void {
  requireNode(file, process.versions.node);
  try {
    // Never one that is there: closing it would drop the locks this process holds on it.
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Runs `work` on a database.
 * @throws DataFolderError instead of SQLite's own error if that tells of damage
 */
export function reportingDamage<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asDamage(file, error) ?? error;
  }
}

/** The error to show for an error of SQLite's that tells of damage; undefined for any other. */
export function asDamage(file: string, error: unknown): DataFolderError | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return typeof code === 'string' && DAMAGE.test(code) ? damaged(file, String(message)) : undefined;
}

/** @throws DataFolderError if the given Node cannot open databases */
export function requireNode(path: string, version: string): void {
  if (Number.parseInt(version, 10) >= MIN_NODE) return;
  const text = `${path} cannot be opened with Node ${version}: its database library needs Node ${MIN_NODE} or newer. Start Whisker with a newer Node.`;
  throw new DataFolderError('unsupported-node', path, text);
}
