import type { ApiKey, ManagedApi, RouteStore, Subscription } from '@whisker/api-gateway';
import type { JsonObject } from '@whisker/entities';
import { SyncedDatabase } from './synced-database';

/** The row id tells the order of creation. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS apis (
    tenant TEXT NOT NULL, id TEXT NOT NULL, base_path TEXT NOT NULL, title TEXT NOT NULL, revision INTEGER NOT NULL,
    created INTEGER NOT NULL, document TEXT NOT NULL
  );
  CREATE UNIQUE INDEX IF NOT EXISTS apis_id ON apis (tenant, id);
  CREATE UNIQUE INDEX IF NOT EXISTS apis_base_path ON apis (tenant, base_path);
  CREATE TABLE IF NOT EXISTS subscriptions (
    tenant TEXT NOT NULL, api TEXT NOT NULL, client TEXT NOT NULL, secret TEXT,
    PRIMARY KEY (tenant, api, client)
  ) WITHOUT ROWID;
`;

const COLUMNS = 'tenant, id, base_path AS basePath, title, revision, created, document';

interface ApiRow extends Omit<ManagedApi, 'document'> {
  readonly document: string;
}

interface SubscriptionRow {
  readonly client: string;
  readonly secret: string | null;
}

type Texts = [tenant: string, id: string];

/** {@link RouteStore} in one SQLite file. Writes are on the disk when they resolve. */
export class SqliteRouteStore implements RouteStore {
  readonly #database: SyncedDatabase;
  readonly #reads;
  readonly #writes;

  private constructor(database: SyncedDatabase) {
    const { db } = database;
    this.#database = database;
    this.#reads = {
      all: db.prepare<[string], ApiRow>(`SELECT ${COLUMNS} FROM apis WHERE tenant = ? ORDER BY rowid`),
      one: db.prepare<Texts, ApiRow>(`SELECT ${COLUMNS} FROM apis WHERE tenant = ? AND id = ?`),
      subscriptions: db.prepare<Texts, SubscriptionRow>(
        'SELECT client, secret FROM subscriptions WHERE tenant = ? AND api = ? ORDER BY client',
      ),
    };
    this.#writes = {
      create: db.prepare<ApiRow>(
        'INSERT OR IGNORE INTO apis VALUES (@tenant, @id, @basePath, @title, @revision, @created, @document)',
      ),
      replace: db.prepare<ApiRow>(`
        UPDATE OR IGNORE apis SET base_path = @basePath, title = @title, revision = @revision, document = @document
        WHERE tenant = @tenant AND id = @id AND revision = @revision - 1`),
      delete: db.prepare<[...Texts, number | null]>(
        'DELETE FROM apis WHERE tenant = ? AND id = ? AND revision = ifnull(?, revision)',
      ),
      deleteSubscriptions: db.prepare<Texts>('DELETE FROM subscriptions WHERE tenant = ? AND api = ?'),
      subscribe: db.prepare<[...Texts, string, string | null]>('REPLACE INTO subscriptions VALUES (?, ?, ?, ?)'),
      unsubscribe: db.prepare<[...Texts, string]>(
        'DELETE FROM subscriptions WHERE tenant = ? AND api = ? AND client = ?',
      ),
    };
  }

  /** @throws DataFolderError if the file is damaged */
  static async open(file: string): Promise<SqliteRouteStore> {
    return SyncedDatabase.open(file, { schema: SCHEMA, use: (database) => new SqliteRouteStore(database) });
  }

  async apis(tenant: string): Promise<readonly ManagedApi[]> {
    return this.#database.read(() => this.#reads.all.all(tenant)).map(apiOf);
  }

  async api({ tenant, id }: ApiKey): Promise<ManagedApi | undefined> {
    const row = this.#database.read(() => this.#reads.one.get(tenant, id));
    return row && apiOf(row);
  }

  async create(api: ManagedApi): Promise<boolean> {
    return this.#database.write(() => this.#writes.create.run(rowOf(api)).changes > 0);
  }

  async replace(api: ManagedApi): Promise<boolean> {
    return this.#database.write(() => this.#writes.replace.run(rowOf(api)).changes > 0);
  }

  async delete({ tenant, id }: ApiKey, revision?: number): Promise<boolean> {
    return this.#database.write(() => {
      const deleted = this.#writes.delete.run(tenant, id, revision ?? null).changes > 0;
      if (deleted) this.#writes.deleteSubscriptions.run(tenant, id);
      return deleted;
    });
  }

  async subscriptions({ tenant, id }: ApiKey): Promise<readonly Subscription[]> {
    const rows = this.#database.read(() => this.#reads.subscriptions.all(tenant, id));
    return rows.map(({ client, secret }) => ({ clientId: client, ...(secret !== null && { secret }) }));
  }

  async subscribe({ tenant, id }: ApiKey, { clientId, secret }: Subscription): Promise<boolean> {
    return this.#database.write(() => {
      if (!this.#reads.one.get(tenant, id)) return false;
      this.#writes.subscribe.run(tenant, id, clientId, secret ?? null);
      return true;
    });
  }

  async unsubscribe({ tenant, id }: ApiKey, clientId: string): Promise<boolean> {
    return this.#database.write(() => this.#writes.unsubscribe.run(tenant, id, clientId).changes > 0);
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

function apiOf({ document, ...api }: ApiRow): ManagedApi {
  return { ...api, document: JSON.parse(document) as JsonObject };
}

function rowOf({ document, ...api }: ManagedApi): ApiRow {
  return { ...api, document: JSON.stringify(document) };
}
