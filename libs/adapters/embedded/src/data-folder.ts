import Database from 'better-sqlite3';
import { accessSync, constants, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { damaged, DataFolderError } from './data-folder-error';
import { requireNode } from './sqlite';

/** Version of the files in a data folder; counted up when an older Whisker could not read them any more. */
export const DATA_FORMAT = 1;

const LOCK_FILE = 'lock';
const OWNER_FILE = 'lock.pid';
const FORMAT_FILE = 'format.json';

/** A folder this process alone works on. */
export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** Path of a file in it. */
  file(name: string): string;
  /** Lets others have it. Idempotent. */
  close(): void;
}

/**
 * Opens a folder for one platform: makes it where it is missing (mode 700), checks that it can be written and was not
 * made by a newer Whisker, and takes it for this process until `close` or the process's end, however that comes.
 * @throws DataFolderError
 */
export function openDataFolder(path: string): DataFolder {
  const folder = resolve(path);
  requireNode(folder, process.versions.node);
  makeFolder(folder);
  const release = lock(folder);
  try {
    checkFormat(folder);
    writeFileSync(join(folder, OWNER_FILE), `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    release();
    throw writeFailure(folder, error);
  }
  return { path: folder, file: (name) => join(folder, name), close: release };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw notAFolder(folder, error) ?? writeFailure(folder, error);
  }
  if (!statSync(folder).isDirectory()) throw new DataFolderError('not-a-folder', folder, fileText(folder));
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw writeFailure(folder, error);
  }
}

function notAFolder(folder: string, error: unknown): DataFolderError | undefined {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EEXIST' || code === 'ENOTDIR'
    ? new DataFolderError('not-a-folder', folder, fileText(folder))
    : undefined;
}

function fileText(folder: string): string {
  return `The data folder ${folder} cannot be made: there is a file of that name, or one in its path. Choose another folder or move the file away.`;
}

/** Leaves errors that tell all by themselves as they are. */
function writeFailure(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof DataFolderError || code === undefined) return error;
  const text = `The data folder ${folder} cannot be written (${code}). Make it writable for the user that runs Whisker, or choose another folder.`;
  return new DataFolderError('not-writable', folder, text);
}

/**
 * The lock is one on an empty SQLite database: the system drops it when the process ends, even by a crash, and SQLite
 * knows how to take one on each system. Unlike a file with a process id it can be neither left over nor mistaken.
 */
function lock(folder: string): () => void {
  const db = openLock(folder);
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw isBusy(error) ? inUse(folder) : writeFailure(folder, error);
  }
  return () => {
    if (!db.open) return;
    rmSync(join(folder, OWNER_FILE), { force: true });
    db.close();
  };
}

function openLock(folder: string): Database.Database {
  try {
    const db = new Database(join(folder, LOCK_FILE), { timeout: 0 });
    db.pragma('journal_mode = MEMORY');
    return db;
  } catch (error) {
    // Even the pragma reads the file, so a folder in use may show here already.
    throw isBusy(error) ? inUse(folder) : writeFailure(folder, error);
  }
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
}

function inUse(folder: string): DataFolderError {
  const owner = readIfThere(join(folder, OWNER_FILE))?.trim();
  const who = owner ? `process ${owner}` : 'another process';
  const text = `The data folder ${folder} is in use by ${who}. Stop that one first, or choose another folder for this one.`;
  return new DataFolderError('in-use', folder, text);
}

function checkFormat(folder: string): void {
  const file = join(folder, FORMAT_FILE);
  const text = readIfThere(file);
  if (text === undefined) return writeFormat(file);
  const format = readFormat(file, text);
  if (format <= DATA_FORMAT) return;
  throw new DataFolderError(
    'newer-version',
    folder,
    `The data folder ${folder} was made by a newer Whisker (format ${format}; this one reads up to ${DATA_FORMAT}). Start the newer one, or choose another folder.`,
  );
}

function readFormat(file: string, text: string): number {
  try {
    const { format } = JSON.parse(text) as { format?: unknown };
    if (typeof format === 'number' && Number.isSafeInteger(format) && format > 0) return format;
  } catch {
    // Falls through: whatever it holds, it is not what was written.
  }
  throw damaged(file, 'it does not tell the format of the data');
}

/** By a rename, so that no half file is found by a later start. */
function writeFormat(file: string): void {
  writeFileSync(`${file}.new`, `${JSON.stringify({ format: DATA_FORMAT })}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
