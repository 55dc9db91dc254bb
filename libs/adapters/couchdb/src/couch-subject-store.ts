import {
  isJsonObject,
  refuse,
  type AuthKey,
  type Identity,
  type JsonObject,
  type NamespaceLimits,
  type Subject,
  type SubjectNamespace,
} from '@whisker/entities';
import { provesKey, type KeyHolder, type SubjectStore } from '@whisker/entity-store';
import type { CouchDatabase, ViewRow } from './couch-database';
import { overwrite, withoutMeta } from './overwrite';

const IDENTITIES = 'subjects.v2.0.0/identities';
const BLOCKED = 'namespaceThrottlings/blockedNamespaces';
const LIMITS = '/limits';

/** What the view tells of a namespace. */
interface IdentityRow {
  readonly subject: string;
  readonly namespace: SubjectNamespace;
  readonly limits: NamespaceLimits;
}

/** {@link SubjectStore} in the database `<prefix>subjects`; OpenWhisk's `wskadmin` reads and writes it, too. */
export class CouchSubjectStore implements SubjectStore {
  readonly #database: CouchDatabase;

  constructor(database: CouchDatabase) {
    this.#database = database;
  }

  async authenticate(credentials: AuthKey): Promise<Identity | undefined> {
    const row = (await this.#byUuid(credentials.uuid)).find(({ namespace }) => provesKey(namespace.key, credentials));
    return row && identityOf(row);
  }

  async identityOf(namespace: string): Promise<Identity | undefined> {
    const [row] = await this.#identities({ key: [namespace], limit: 1 });
    return row && identityOf(row);
  }

  async holdersOf(uuid: string): Promise<readonly KeyHolder[]> {
    return (await this.#byUuid(uuid)).map((row) => ({ identity: identityOf(row), key: row.namespace.key }));
  }

  async blockedNamespaces(): Promise<readonly string[]> {
    const rows = await this.#database.rows(BLOCKED, { reduce: false });
    return [...new Set(rows.map(({ key }) => key as string))];
  }

  async get(subject: string): Promise<Subject | undefined> {
    const document = await this.#database.get(subject);
    return document && readSubject(document);
  }

  put({ subject, namespaces, blocked }: Subject): Promise<void> {
    const listed = namespaces.map(({ name, uuid, key }) => ({ name, uuid, key }));
    return overwrite(this.#database, subject, { subject, namespaces: listed, ...(blocked && { blocked }) });
  }

  delete(subject: string): Promise<void> {
    return overwrite(this.#database, subject, undefined);
  }

  async list(): Promise<readonly Subject[]> {
    const rows = await this.#database.withPrefix('', { include_docs: true });
    return rows.flatMap(({ doc }) => (doc && Array.isArray(doc['namespaces']) ? [readSubject(doc)] : []));
  }

  async limitsOf(namespace: string): Promise<NamespaceLimits | undefined> {
    const document = await this.#database.get(namespace + LIMITS);
    return document && (withoutMeta(document) as NamespaceLimits);
  }

  setLimits(namespace: string, limits: NamespaceLimits | undefined): Promise<void> {
    return overwrite(this.#database, namespace + LIMITS, limits && ({ ...limits } as JsonObject));
  }

  /** The connection is not this store's own. */
  async close(): Promise<void> {}

  /** Keys of two parts are those of credentials. The view holds the key itself or its hash, so it is not asked for. */
  async #byUuid(uuid: string): Promise<readonly IdentityRow[]> {
    return this.#identities({ startkey: [uuid, ''], endkey: [uuid, {}] });
  }

  /** With the documents that the rows link to: the limits. */
  async #identities(query: JsonObject): Promise<readonly IdentityRow[]> {
    return (await this.#database.rows(IDENTITIES, { ...query, include_docs: true })).map(readRow);
  }
}

function readRow({ id, value, doc }: ViewRow): IdentityRow {
  const { namespace, uuid, key } = value as { namespace: string; uuid: string; key: string };
  const linked = isJsonObject(doc) && doc['_deleted'] !== true ? (withoutMeta(doc) as NamespaceLimits) : {};
  return { subject: id, namespace: { name: namespace, uuid, key }, limits: linked };
}

function identityOf({ subject, namespace: { name, uuid }, limits }: IdentityRow): Identity {
  return { subject, namespace: { name, uuid }, limits };
}

/** @throws corrupt */
function readSubject(document: JsonObject): Subject {
  const { subject, namespaces, blocked } = document;
  if (typeof subject !== 'string' || !Array.isArray(namespaces)) throw refuse.corrupt();
  const owned = namespaces.map((each) => {
    if (!isJsonObject(each)) throw refuse.corrupt();
    const { name, uuid, key } = each as unknown as SubjectNamespace;
    return { name, uuid, key };
  });
  return { subject, namespaces: owned, ...(blocked === true && { blocked }) };
}
