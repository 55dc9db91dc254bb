import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Runs statements on a database of a data folder, as a fault of the disk or an older program would. */
function withDatabase(folder: string, file: string, work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(join(folder, file));
  try {
    work(database);
  } finally {
    database.close();
  }
}

/** From now on nobody can be looked up: whoever the platform does not remember is answered with a fault. */
export function breakSubjects(folder: string): void {
  withDatabase(folder, 'subjects.db', (database) => database.exec('ALTER TABLE subjects RENAME TO lost'));
}

/** Replaces the document of a stored entity. @param id `namespace/name` */
export function overwriteDocument(folder: string, id: string, document: string): void {
  withDatabase(folder, 'entities.db', (database) => {
    const { changes } = database.prepare('UPDATE entities SET document = ? WHERE id = ?').run(document, id);
    if (changes !== 1) throw new Error(`no entity ${id} in ${folder}`);
  });
}

/** The document of a stored entity. */
export function readDocument(folder: string, id: string): string {
  let document = '';
  withDatabase(folder, 'entities.db', (database) => {
    document = String(database.prepare('SELECT document FROM entities WHERE id = ?').get(id)?.['document']);
  });
  return document;
}

/** A subject with one namespace of its name. */
export interface NewSubject {
  readonly name: string;
  /** `uuid:key` */
  readonly auth: string;
  /** Limits of the namespace. */
  readonly limits?: object;
}

/** Adds a subject. */
export function addSubject(folder: string, { name, auth, limits }: NewSubject): void {
  const [uuid = '', key = ''] = auth.split(':');
  withDatabase(folder, 'subjects.db', (database) => {
    database.prepare('INSERT INTO subjects (subject, blocked) VALUES (?, 0)').run(name);
    database
      .prepare('INSERT INTO namespaces (subject, place, name, uuid, key) VALUES (?, 0, ?, ?, ?)')
      .run(name, name, uuid, key);
    if (limits) setLimits(database, name, limits);
  });
}

function setLimits(database: DatabaseSync, namespace: string, limits: object): void {
  database.prepare('INSERT INTO limits (namespace, document) VALUES (?, ?)').run(namespace, JSON.stringify(limits));
}
