import {
  fromDocument,
  isJsonObject,
  isRunnable,
  printName,
  refuse,
  toDocument,
  type JsonObject,
  type QualifiedName,
  type WhiskEntity,
} from '@whisker/entities';
import type { EntityStore, ListQuery, PutOptions, Revision, Stored } from '@whisker/entity-store';
import { codeOf, keepCode, readCode, type KeptCode } from './code-reference';
import { orConflict } from './conflict';
import { isRevision, type CouchDatabase } from './couch-database';

export interface CouchEntityStoreOptions {
  /** Bytes of code kept inside the document, at most; other code is an attachment. Default 16 KiB. */
  readonly maxInlineCode?: number;
  /** A listed entity cannot be read and is left out. Default: silent. */
  readonly onError?: (error: Error) => void;
}

type Filter = Omit<ListQuery, 'skip' | 'limit'>;

/** The view that lists entities of a type. */
const VIEWS = { action: 'actions', package: 'packages', trigger: 'triggers', rule: 'rules' } as const;

/**
 * {@link EntityStore} in the database `<prefix>whisks`. Revisions are CouchDB's; the database itself refuses a write that
 * is based on another state. Code of a replaced state can be read until CouchDB compacts the database.
 */
export class CouchEntityStore implements EntityStore {
  readonly #database: CouchDatabase;
  readonly #maxInlineCode: number;
  readonly #onError: (error: Error) => void;

  constructor(database: CouchDatabase, options: CouchEntityStoreOptions = {}) {
    const { maxInlineCode = 16 * 1024, onError = () => undefined } = options;
    this.#database = database;
    this.#maxInlineCode = maxInlineCode;
    this.#onError = onError;
  }

  async get(name: QualifiedName): Promise<Stored | undefined> {
    const document = await this.#database.get(printName(name));
    return document && { entity: fromDocument(document), revision: document._rev };
  }

  async put(entity: WhiskEntity, { basedOn, code }: PutOptions): Promise<Revision> {
    if (basedOn !== undefined && !isRevision(basedOn)) throw refuse.concurrentModification();
    const kept = code === undefined ? await this.#codeToKeep(entity, basedOn) : this.#newCode(entity, code);
    const document = withCode(toDocument(entity), kept);
    const based = { ...document, ...(basedOn !== undefined && { _rev: basedOn }) };
    return orConflict(this.#database.put(printName(entity.name), based), refuse.concurrentModification);
  }

  async delete(name: QualifiedName, revision: Revision): Promise<void> {
    if (!isRevision(revision)) throw refuse.concurrentModification();
    await orConflict(this.#database.delete(printName(name), revision), refuse.concurrentModification);
  }

  async list({ skip, limit, ...filter }: ListQuery): Promise<readonly WhiskEntity[]> {
    if (limit === 0) return [];
    const [newest, oldest] = keysOf(filter);
    const range = { startkey: newest, endkey: oldest, descending: true, skip, limit };
    const rows = await this.#database.rows(viewOf(filter), { ...range, include_docs: true, reduce: false });
    return rows.flatMap(({ doc }) => (doc ? this.#readListed(doc) : []));
  }

  count(query: Filter): Promise<number> {
    const [newest, oldest] = keysOf(query);
    return this.#database.reduced(viewOf(query), { startkey: oldest, endkey: newest });
  }

  async readCode(name: QualifiedName, revision: Revision): Promise<string | undefined> {
    if (!isRevision(revision)) return undefined;
    const document = await this.#database.get(printName(name), { revision, attachments: true });
    const kept = document && codeOf(document);
    return kept && readCode(kept);
  }

  /** The connection is not this store's own. */
  async close(): Promise<void> {}

  #newCode(entity: WhiskEntity, code: string): KeptCode {
    const binary = entity.type === 'action' && isRunnable(entity) && entity.exec.binary;
    return keepCode(code, { binary, maxInline: this.#maxInlineCode });
  }

  /** Of the state that is replaced. An action that became a sequence has no more use for its code. */
  async #codeToKeep(entity: WhiskEntity, basedOn: Revision | undefined): Promise<KeptCode | undefined> {
    if (basedOn === undefined || entity.type !== 'action' || !isRunnable(entity)) return undefined;
    const present = await this.#database.get(printName(entity.name));
    if (present?._rev !== basedOn) throw refuse.concurrentModification();
    return codeOf(present);
  }

  #readListed(document: JsonObject): readonly WhiskEntity[] {
    try {
      return [fromDocument(document)];
    } catch (cause) {
      const id = JSON.stringify(document['_id']);
      this.#onError(new Error(`${id} in the CouchDB database ${this.#database.name} cannot be read`, { cause }));
      return [];
    }
  }
}

function withCode(document: JsonObject, kept: KeptCode | undefined): JsonObject {
  const exec = document['exec'];
  if (!kept || !isJsonObject(exec)) return document;
  const attachments = kept.attachments && { _attachments: kept.attachments };
  return { ...document, exec: { ...exec, code: kept.reference }, ...attachments };
}

function viewOf({ type, publicOnly }: Filter): string {
  return `whisks.v2.1.0/${type === 'package' && publicOnly ? 'packages-public' : VIEWS[type]}`;
}

/** The newest and the oldest key there may be. An object sorts after every number. */
function keysOf({ namespace, package: pkg }: Filter): readonly [JsonObject[string], JsonObject[string]] {
  const path = pkg === undefined ? namespace : `${namespace}/${pkg}`;
  return [[path, {}], [path]];
}
