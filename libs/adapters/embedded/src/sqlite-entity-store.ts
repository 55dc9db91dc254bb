import {
  fromDocument,
  isRunnable,
  printName,
  refuse,
  toDocument,
  type QualifiedName,
  type WhiskEntity,
} from '@whisker/entities';
import type { BasedOn, EntityStore, ListQuery, PutOptions, Revision, Stored } from '@whisker/entity-store';
import { randomBytes } from 'node:crypto';
import { codeSchema, CodeTable, type CodeGrace } from './code-table';
import { countQuery, entitySchema, pageQuery } from './entity-queries';
import { SyncedDatabase } from './synced-database';

const SCHEMA = `${entitySchema}${codeSchema}`;

export interface SqliteEntityStoreOptions {
  /** Default: 10 minutes, and the 10 newest states of an entity. */
  readonly codeGrace?: CodeGrace;
  /** Epoch ms. Default: the system's clock. */
  readonly now?: () => number;
  /** A listed entity cannot be read and is left out. Default: silent. */
  readonly onError?: (error: Error) => void;
}

interface Row {
  readonly revision: Revision;
  readonly document: string;
}

/**
 * {@link EntityStore} in one SQLite file. Writes are on the disk when they resolve. Code lies in a table of its own,
 * where lists never look; code of a replaced state stays readable for a while (see {@link CodeTable}).
 */
export class SqliteEntityStore implements EntityStore {
  readonly #database: SyncedDatabase;
  readonly #codes: CodeTable;
  readonly #now: () => number;
  readonly #onError: (error: Error) => void;
  readonly #select;
  readonly #remove;
  readonly #insert;

  private constructor(database: SyncedDatabase, options: SqliteEntityStoreOptions) {
    const { codeGrace = { keptMs: 600_000, keptStates: 10 }, now = Date.now, onError = () => undefined } = options;
    const { db } = database;
    this.#database = database;
    this.#codes = new CodeTable(db, codeGrace);
    this.#now = now;
    this.#onError = onError;
    this.#select = db.prepare<[string], Row>('SELECT revision, document FROM entities WHERE id = ?');
    this.#remove = db.prepare<[string]>('DELETE FROM entities WHERE id = ?');
    this.#insert = db.prepare<Record<string, string | number | null>>(
      `INSERT INTO entities (id, revision, namespace, package, type, public, updated, document)
       VALUES (@id, @revision, @namespace, @package, @type, @public, @updated, @document)`,
    );
  }

  /** @throws DataFolderError if the file is damaged */
  static async open(file: string, options: SqliteEntityStoreOptions = {}): Promise<SqliteEntityStore> {
    return SyncedDatabase.open(file, { schema: SCHEMA, use: (database) => new SqliteEntityStore(database, options) });
  }

  async get(name: QualifiedName): Promise<Stored | undefined> {
    const row = this.#database.read(() => this.#select.get(printName(name)));
    return row && { entity: fromDocument(row.document), revision: row.revision };
  }

  async put(entity: WhiskEntity, { basedOn, code }: PutOptions): Promise<Revision> {
    const id = printName(entity.name);
    const revision = revisionAfter(basedOn);
    await this.#database.write(() => {
      this.#replaceState(id, basedOn);
      this.#insert.run(rowOf(entity, id, revision));
      if (code !== undefined) this.#codes.add({ id, revision }, code);
      else if (basedOn !== undefined && mayHaveCode(entity)) this.#codes.carryOver({ id, revision: basedOn }, revision);
    });
    return revision;
  }

  async delete(name: QualifiedName, revision: Revision): Promise<void> {
    await this.#database.write(() => this.#replaceState(printName(name), revision));
  }

  async list(query: ListQuery): Promise<readonly WhiskEntity[]> {
    const { sql, values } = pageQuery(query);
    const documents = this.#database.read(
      () =>
        this.#prepare(sql)
          .pluck()
          .all(...values) as string[],
    );
    return documents.flatMap((document) => this.#readListed(document));
  }

  async count(query: Omit<ListQuery, 'skip' | 'limit'>): Promise<number> {
    const { sql, values } = countQuery(query);
    return this.#database.read(
      () =>
        this.#prepare(sql)
          .pluck()
          .get(...values) as number,
    );
  }

  async readCode(name: QualifiedName, revision: Revision): Promise<string | undefined> {
    return this.#database.read(() => this.#codes.read({ id: printName(name), revision }));
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  #replaceState(id: string, expected: BasedOn): void {
    const stored = this.#select.get(id)?.revision;
    if (stored !== expected) throw refuse.concurrentModification();
    if (stored === undefined) return;
    this.#remove.run(id);
    this.#codes.replaced({ id, revision: stored }, this.#now());
  }

  #readListed(document: string): readonly WhiskEntity[] {
    try {
      return [fromDocument(document)];
    } catch (error) {
      this.#onError(new Error(`an entity in ${this.#database.file} cannot be read`, { cause: error }));
      return [];
    }
  }

  #prepare(sql: string) {
    return this.#database.db.prepare<(string | number)[]>(sql);
  }
}

/** `N-<random>`, as in CouchDB: N counts the states. */
function revisionAfter(basedOn: BasedOn): Revision {
  const before = basedOn === undefined ? 0 : Number.parseInt(basedOn, 10);
  return `${before + 1}-${randomBytes(16).toString('hex')}`;
}

function rowOf(entity: WhiskEntity, id: string, revision: Revision): Record<string, string | number | null> {
  const { name, type, updated } = entity;
  return {
    ...{ id, revision, type, updated },
    namespace: name.namespace,
    package: name.package ?? null,
    public: isPublic(entity) ? 1 : 0,
    document: JSON.stringify(toDocument(entity)),
  };
}

function isPublic(entity: WhiskEntity): boolean {
  return entity.type === 'package' && entity.publish && entity.binding === undefined;
}

/** An action that became a sequence has no more use for its code. */
function mayHaveCode(entity: WhiskEntity): boolean {
  return entity.type === 'action' && isRunnable(entity);
}
