import type { JsonObject } from '@whisker/entities';
import type { CouchDatabase } from './couch-database';

/** Records looked at or deleted at a time. */
const PAGE = 500;
const VIEW = 'whisks.v2.1.0/activations';

/**
 * Deletes records one by one, for a database whose time is up in part only. Costly: CouchDB keeps a mark for each.
 * @returns how many were deleted here
 */
export async function removeRecordsBefore(database: CouchDatabase, before: number): Promise<number> {
  const old = await idsBefore(database, before);
  let removed = 0;
  for (let from = 0; from < old.length; from += PAGE) {
    const revisions = await database.revisions(old.slice(from, from + PAGE));
    const deletions = [...revisions].map(
      ([_id, _rev]) => [_id, JSON.stringify({ _id, _rev, _deleted: true })] as const,
    );
    const outcomes = await database.bulk(new Map(deletions));
    removed += [...outcomes.values()].filter((outcome) => outcome === 'written').length;
  }
  return removed;
}

/** All keys are looked at: they begin with the namespace. */
async function idsBefore(database: CouchDatabase, before: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let from: JsonObject = {};
  for (;;) {
    const rows = await database.rows(VIEW, { ...from, reduce: false, limit: PAGE });
    for (const { id, key } of rows) if (startOf(key) < before) ids.push(id);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return ids;
    from = { startkey: last.key, startkey_docid: last.id, skip: 1 };
  }
}

function startOf(key: unknown): number {
  return (key as readonly [string, number])[1];
}
