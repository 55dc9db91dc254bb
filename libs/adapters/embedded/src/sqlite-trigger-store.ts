import { TriggerConflict, type FeedTrigger, type StoredTrigger, type TriggerStore } from '@whisker/feeds';
import { SyncedDatabase } from './synced-database';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS triggers (
    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, document TEXT NOT NULL
  ) WITHOUT ROWID;
`;

interface Row {
  readonly revision: number;
  readonly document: string;
}

/** {@link TriggerStore} in one SQLite file. Writes are on the disk when they resolve. */
export class SqliteTriggerStore implements TriggerStore {
  readonly #database: SyncedDatabase;
  readonly #one;
  readonly #all;
  readonly #insert;
  readonly #update;
  readonly #remove;

  private constructor(database: SyncedDatabase) {
    const { db } = database;
    this.#database = database;
    this.#one = db.prepare<[string], Row>('SELECT revision, document FROM triggers WHERE id = ?');
    this.#all = db.prepare<[], Row>('SELECT revision, document FROM triggers ORDER BY id');
    this.#insert = db.prepare<[string, number, string]>('INSERT INTO triggers VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    this.#update = db.prepare<[number, string, string, number]>(
      'UPDATE triggers SET revision = ?, document = ? WHERE id = ? AND revision = ?',
    );
    this.#remove = db.prepare<[string, number]>('DELETE FROM triggers WHERE id = ? AND revision = ?');
  }

  /** @throws DataFolderError if the file is damaged */
  static async open(file: string): Promise<SqliteTriggerStore> {
    return SyncedDatabase.open(file, { schema: SCHEMA, use: (database) => new SqliteTriggerStore(database) });
  }

  async get(id: string): Promise<StoredTrigger | undefined> {
    const row = this.#database.read(() => this.#one.get(id));
    return row && storedOf(row);
  }

  async list(): Promise<readonly StoredTrigger[]> {
    return this.#database.read(() => this.#all.all()).map(storedOf);
  }

  async put(trigger: FeedTrigger, basedOn: string | undefined): Promise<string> {
    const { id } = trigger;
    const document = JSON.stringify(trigger);
    const revision = Number(basedOn ?? 0) + 1;
    await this.#database.write(() => {
      const { changes } =
        basedOn === undefined
          ? this.#insert.run(id, revision, document)
          : this.#update.run(revision, document, id, Number(basedOn));
      if (changes === 0) throw new TriggerConflict(id);
    });
    return `${revision}`;
  }

  async delete(id: string, revision: string): Promise<void> {
    await this.#database.write(() => {
      if (this.#remove.run(id, Number(revision)).changes === 0) throw new TriggerConflict(id);
    });
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

function storedOf({ revision, document }: Row): StoredTrigger {
  return { trigger: JSON.parse(document) as FeedTrigger, revision: `${revision}` };
}
