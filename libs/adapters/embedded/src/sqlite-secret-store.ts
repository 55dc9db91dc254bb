import { refuse } from '@whisker/entities';
import type { SecretName, SecretStore, SecretSummary, SecretWrite, StoredSecret } from '@whisker/secrets';
import { SyncedDatabase } from './synced-database';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS secrets (
    namespace TEXT NOT NULL, name TEXT NOT NULL, sealed TEXT NOT NULL, revision TEXT NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL,
    PRIMARY KEY (namespace, name)
  ) WITHOUT ROWID;
`;

const SUMMARY = 'namespace, name, created, updated';

/** {@link SecretStore} in one SQLite file. Writes are on the disk when they resolve. */
export class SqliteSecretStore implements SecretStore {
  readonly #database: SyncedDatabase;
  readonly #one;
  readonly #all;
  readonly #count;
  readonly #write;
  readonly #remove;

  private constructor(database: SyncedDatabase) {
    const { db } = database;
    this.#database = database;
    this.#one = db.prepare<[string, string], StoredSecret>('SELECT * FROM secrets WHERE namespace = ? AND name = ?');
    this.#all = db.prepare<[string], SecretSummary>(`SELECT ${SUMMARY} FROM secrets WHERE namespace = ? ORDER BY name`);
    this.#count = db.prepare<[string], number>('SELECT count(*) FROM secrets WHERE namespace = ?').pluck();
    this.#write = db.prepare<[StoredSecret]>(
      'REPLACE INTO secrets VALUES (@namespace, @name, @sealed, @revision, @created, @updated)',
    );
    this.#remove = db.prepare<[string, string], SecretSummary>(
      `DELETE FROM secrets WHERE namespace = ? AND name = ? RETURNING ${SUMMARY}`,
    );
  }

  /** @throws DataFolderError if the file is damaged */
  static async open(file: string): Promise<SqliteSecretStore> {
    return SyncedDatabase.open(file, { schema: SCHEMA, use: (database) => new SqliteSecretStore(database) });
  }

  async get({ namespace, name }: SecretName): Promise<StoredSecret | undefined> {
    return this.#database.read(() => this.#one.get(namespace, name));
  }

  async put({ namespace, name }: SecretName, { sealed, revision, at, most }: SecretWrite): Promise<SecretSummary> {
    return this.#database.write(() => {
      const present = this.#one.get(namespace, name);
      if (!present && (this.#count.get(namespace) as number) >= most) throw refuse.tooManySecrets(most);
      const summary = { namespace, name, created: present?.created ?? at, updated: at };
      this.#write.run({ ...summary, sealed, revision });
      return summary;
    });
  }

  async delete({ namespace, name }: SecretName): Promise<SecretSummary | undefined> {
    return this.#database.write(() => this.#remove.get(namespace, name));
  }

  async list(namespace: string): Promise<readonly SecretSummary[]> {
    return this.#database.read(() => this.#all.all(namespace));
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
