import { refuse, type JsonObject } from '@whisker/entities';
import { unlessConflict } from './conflict';
import type { CouchDatabase } from './couch-database';

/** Attempts where others write the document at the same time. */
const ATTEMPTS = 5;

/**
 * Writes a document whatever is there; the last writer wins. Undefined deletes it.
 * @throws concurrentModification if others were quicker again and again
 */
export async function overwrite(database: CouchDatabase, id: string, document: JsonObject | undefined): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (await tryOverwrite(database, id, document)) return;
  }
  throw refuse.concurrentModification();
}

async function tryOverwrite(database: CouchDatabase, id: string, document: JsonObject | undefined): Promise<boolean> {
  const present = await database.get(id);
  if (!document) return !present || unlessConflict(database.delete(id, present._rev));
  return unlessConflict(database.put(id, { ...document, ...(present && { _rev: present._rev }) }));
}

/** What a document holds, without what CouchDB keeps of it. */
export function withoutMeta(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([member]) => !member.startsWith('_')));
}
