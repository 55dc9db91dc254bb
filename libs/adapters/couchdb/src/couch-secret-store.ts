import { refuse, type JsonObject } from '@whisker/entities';
import type { SecretName, SecretStore, SecretSummary, SecretWrite, StoredSecret } from '@whisker/secrets';
import { unlessConflict } from './conflict';
import type { CouchDatabase } from './couch-database';

/** Attempts where others write the secret at the same time. */
const ATTEMPTS = 5;

/** {@link SecretStore} in the database `<prefix>secrets`: documents `namespace/name`. */
export class CouchSecretStore implements SecretStore {
  readonly #database: CouchDatabase;

  constructor(database: CouchDatabase) {
    this.#database = database;
  }

  async get(name: SecretName): Promise<StoredSecret | undefined> {
    const document = await this.#database.get(idOf(name));
    if (!document) return undefined;
    const { sealed, revision } = document as unknown as StoredSecret;
    return { ...summaryOf(document), sealed, revision };
  }

  async put(name: SecretName, { sealed, revision, at, most }: SecretWrite): Promise<SecretSummary> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const present = await this.#database.get(idOf(name));
      if (!present && (await this.#ids(name.namespace)) >= most) throw refuse.tooManySecrets(most);
      const { namespace, name: local } = name;
      const summary = { namespace, name: local, created: present ? summaryOf(present).created : at, updated: at };
      const document = { ...summary, sealed, revision, ...(present && { _rev: present._rev }) };
      if (await unlessConflict(this.#database.put(idOf(name), document))) return summary;
    }
    throw refuse.concurrentModification();
  }

  async delete(name: SecretName): Promise<SecretSummary | undefined> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const present = await this.#database.get(idOf(name));
      if (!present) return undefined;
      if (await unlessConflict(this.#database.delete(idOf(name), present._rev))) return summaryOf(present);
    }
    throw refuse.concurrentModification();
  }

  async list(namespace: string): Promise<readonly SecretSummary[]> {
    const rows = await this.#database.withPrefix(`${namespace}/`, { include_docs: true });
    const secrets = rows.flatMap(({ doc }) => (doc ? [summaryOf(doc)] : []));
    return secrets.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The connection is not this store's own. */
  async close(): Promise<void> {}

  async #ids(namespace: string): Promise<number> {
    return (await this.#database.withPrefix(`${namespace}/`)).length;
  }
}

function idOf({ namespace, name }: SecretName): string {
  return `${namespace}/${name}`;
}

function summaryOf(document: JsonObject): SecretSummary {
  const { namespace, name, created, updated } = document as unknown as SecretSummary;
  return { namespace, name, created, updated };
}
