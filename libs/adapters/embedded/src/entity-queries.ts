import type { ListQuery } from '@whisker/entity-store';

/** Rows are replaced, never changed: the row id tells the order of writes. */
export const entitySchema = `
  CREATE TABLE IF NOT EXISTS entities (
    id TEXT NOT NULL, revision TEXT NOT NULL, namespace TEXT NOT NULL, package TEXT, type TEXT NOT NULL,
    public INTEGER NOT NULL, updated INTEGER NOT NULL, document TEXT NOT NULL
  );
  CREATE UNIQUE INDEX IF NOT EXISTS entities_id ON entities (id);
  CREATE INDEX IF NOT EXISTS entities_listed ON entities (namespace, type, updated);
  CREATE INDEX IF NOT EXISTS entities_in_package ON entities (namespace, package, type, updated) WHERE package IS NOT NULL;
  CREATE INDEX IF NOT EXISTS entities_public ON entities (namespace, type, updated) WHERE public = 1;
`;

/** A statement and what stands for its question marks. */
export interface Query {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

type Filter = Omit<ListQuery, 'skip' | 'limit'>;

/** Documents of a page, newest first. Each filter has an index that gives its order, too: nothing is sorted. */
export function pageQuery(query: ListQuery): Query {
  const { sql, values } = where(query);
  const page = `SELECT document FROM entities ${sql} ORDER BY updated DESC, rowid DESC LIMIT ? OFFSET ?`;
  return { sql: page, values: [...values, query.limit, query.skip] };
}

/** Number of entities; answered by an index alone. */
export function countQuery(query: Filter): Query {
  const { sql, values } = where(query);
  return { sql: `SELECT count(*) FROM entities ${sql}`, values };
}

function where({ type, namespace, package: pkg, publicOnly }: Filter): Query {
  const inPackage = pkg === undefined ? { sql: '', values: [] } : { sql: ' AND package = ?', values: [pkg] };
  return {
    sql: `WHERE namespace = ? AND type = ?${inPackage.sql}${publicOnly ? ' AND public = 1' : ''}`,
    values: [namespace, type, ...inPackage.values],
  };
}
