import type { AuthKey, Identity, NamespaceLimits, Subject, SubjectNamespace } from '@whisker/entities';
import { provesKey, type KeyHolder, type SubjectStore } from '@whisker/entity-store';
import { SyncedDatabase } from './synced-database';

/** Removed keys are overwritten: they must not be found in the file any more. */
const SCHEMA = `
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS subjects (subject TEXT PRIMARY KEY, blocked INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS namespaces (
    subject TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, uuid TEXT NOT NULL, key TEXT NOT NULL,
    PRIMARY KEY (subject, place)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS namespaces_name ON namespaces (name);
  CREATE INDEX IF NOT EXISTS namespaces_uuid ON namespaces (uuid);
  CREATE TABLE IF NOT EXISTS limits (namespace TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
`;

/** Namespaces of subjects that are not blocked, with their limits. */
const IDENTITIES = `
  SELECT subject, name, uuid, key, document AS limits
  FROM namespaces JOIN subjects USING (subject) LEFT JOIN limits ON namespace = name
  WHERE blocked = 0`;

const BLOCKED = `
  SELECT name FROM namespaces JOIN subjects USING (subject) WHERE blocked = 1
  UNION
  SELECT namespace FROM limits
  WHERE document ->> 'invocationsPerMinute' = 0 OR document ->> 'concurrentInvocations' = 0`;

const SUBJECTS = `
  SELECT subject, blocked, name, uuid, key FROM subjects LEFT JOIN namespaces USING (subject)`;

interface IdentityRow {
  readonly subject: string;
  readonly name: string;
  readonly uuid: string;
  readonly key: string;
  readonly limits: string | null;
}

/** One namespace of a subject; its columns are null if the subject has none. */
interface SubjectRow {
  readonly subject: string;
  readonly blocked: number;
  readonly name: string | null;
  readonly uuid: string;
  readonly key: string;
}

/** {@link SubjectStore} in one SQLite file. Writes are on the disk when they resolve. */
export class SqliteSubjectStore implements SubjectStore {
  readonly #database: SyncedDatabase;
  readonly #byUuid;
  readonly #byNamespace;
  readonly #blocked;
  readonly #one;
  readonly #all;
  readonly #limits;
  readonly #writes;

  private constructor(database: SyncedDatabase) {
    const { db } = database;
    this.#database = database;
    this.#byUuid = db.prepare<[string], IdentityRow>(`${IDENTITIES} AND uuid = ? ORDER BY subject, place`);
    this.#byNamespace = db.prepare<[string], IdentityRow>(`${IDENTITIES} AND name = ? ORDER BY subject, place LIMIT 1`);
    this.#blocked = db.prepare<[], string>(BLOCKED).pluck();
    this.#one = db.prepare<[string], SubjectRow>(`${SUBJECTS} WHERE subject = ? ORDER BY place`);
    this.#all = db.prepare<[], SubjectRow>(`${SUBJECTS} ORDER BY subject, place`);
    this.#limits = db.prepare<[string], string>('SELECT document FROM limits WHERE namespace = ?').pluck();
    this.#writes = {
      subject: db.prepare<[string, number]>('INSERT INTO subjects VALUES (?, ?)'),
      namespace: db.prepare<[string, number, string, string, string]>('INSERT INTO namespaces VALUES (?, ?, ?, ?, ?)'),
      limits: db.prepare<[string, string]>('REPLACE INTO limits VALUES (?, ?)'),
      noSubject: db.prepare<[string]>('DELETE FROM subjects WHERE subject = ?'),
      noNamespaces: db.prepare<[string]>('DELETE FROM namespaces WHERE subject = ?'),
      noLimits: db.prepare<[string]>('DELETE FROM limits WHERE namespace = ?'),
    };
  }

  /** @throws DataFolderError if the file is damaged */
  static async open(file: string): Promise<SqliteSubjectStore> {
    return SyncedDatabase.open(file, { schema: SCHEMA, use: (database) => new SqliteSubjectStore(database) });
  }

  async authenticate(credentials: AuthKey): Promise<Identity | undefined> {
    const rows = this.#database.read(() => this.#byUuid.all(credentials.uuid));
    const row = rows.find(({ key }) => provesKey(key, credentials));
    return row && identityOf(row);
  }

  async identityOf(namespace: string): Promise<Identity | undefined> {
    const row = this.#database.read(() => this.#byNamespace.get(namespace));
    return row && identityOf(row);
  }

  async holdersOf(uuid: string): Promise<readonly KeyHolder[]> {
    const rows = this.#database.read(() => this.#byUuid.all(uuid));
    return rows.map((row) => ({ identity: identityOf(row), key: row.key }));
  }

  async blockedNamespaces(): Promise<readonly string[]> {
    return this.#database.read(() => this.#blocked.all());
  }

  async get(subject: string): Promise<Subject | undefined> {
    return subjectsOf(this.#database.read(() => this.#one.all(subject)))[0];
  }

  async put({ subject, namespaces, blocked }: Subject): Promise<void> {
    await this.#database.write(() => {
      this.#remove(subject);
      this.#writes.subject.run(subject, blocked ? 1 : 0);
      for (const [place, { name, uuid, key }] of namespaces.entries())
        this.#writes.namespace.run(subject, place, name, uuid, key);
    });
  }

  async delete(subject: string): Promise<void> {
    await this.#database.write(() => this.#remove(subject));
  }

  async list(): Promise<readonly Subject[]> {
    return subjectsOf(this.#database.read(() => this.#all.all()));
  }

  async limitsOf(namespace: string): Promise<NamespaceLimits | undefined> {
    const document = this.#database.read(() => this.#limits.get(namespace));
    return document === undefined ? undefined : (JSON.parse(document) as NamespaceLimits);
  }

  async setLimits(namespace: string, limits: NamespaceLimits | undefined): Promise<void> {
    await this.#database.write(() => {
      if (limits === undefined) this.#writes.noLimits.run(namespace);
      else this.#writes.limits.run(namespace, JSON.stringify(limits));
    });
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  #remove(subject: string): void {
    this.#writes.noSubject.run(subject);
    this.#writes.noNamespaces.run(subject);
  }
}

function identityOf({ subject, name, uuid, limits }: IdentityRow): Identity {
  return { subject, namespace: { name, uuid }, limits: limits === null ? {} : (JSON.parse(limits) as NamespaceLimits) };
}

function subjectsOf(rows: readonly SubjectRow[]): Subject[] {
  const subjects = new Map<string, Subject & { readonly namespaces: SubjectNamespace[] }>();
  for (const { subject, blocked, name, uuid, key } of rows) {
    const known = subjects.get(subject) ?? { subject, namespaces: [], ...(blocked === 1 && { blocked: true }) };
    if (name !== null) known.namespaces.push({ name, uuid, key });
    subjects.set(subject, known);
  }
  return [...subjects.values()];
}
