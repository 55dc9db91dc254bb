import type { JsonObject, JsonValue } from '@whisker/entities';
import { CouchRefusal, isRefusal } from './couch-failure';
import { listIn, type CouchRequest, type CouchServer } from './couch-server';

/** A document as CouchDB gives it. */
export type CouchDocument = JsonObject & { readonly _id: string; readonly _rev: string };

/** A row of a view; `doc` if it was asked for and is there. */
export interface ViewRow {
  readonly id: string;
  readonly key: JsonValue;
  readonly value: JsonValue;
  readonly doc?: JsonObject | null;
}

/** What became of one document of a bulk write. */
export type BulkOutcome = 'written' | 'conflict' | { readonly failure: string };

export interface GetOptions {
  /** That state, if it is still there. Default: the present one. */
  readonly revision?: string;
  /** With the bytes of attachments, as base64. */
  readonly attachments?: boolean;
}

/** Documents asked for at a time where all are wanted. */
const PAGE = 500;
const REVISION = /^\d+-[0-9a-f]{32}$/;

/** True if the text can be a revision; CouchDB calls others malformed, which is of no use to a caller. */
export function isRevision(text: string): boolean {
  return REVISION.test(text);
}

/** One database. All its methods throw CouchUnavailable if it cannot be used. */
export class CouchDatabase {
  readonly name: string;
  readonly #server: CouchServer;

  constructor(server: CouchServer, name: string) {
    this.#server = server;
    this.name = name;
  }

  /** Undefined if there is none. */
  async get(id: string, { revision, attachments }: GetOptions = {}): Promise<CouchDocument | undefined> {
    const query = { ...(revision !== undefined && { rev: revision }), ...(attachments && { attachments: true }) };
    try {
      return (await this.#ask({ method: 'GET', path: pathOf(id), query })) as CouchDocument;
    } catch (error) {
      if (isRefusal(error, 404)) return undefined;
      throw error;
    }
  }

  /**
   * @param document with `_rev` if it replaces that state
   * @returns the new revision
   * @throws CouchRefusal 409 if the stored state is another
   */
  async put(id: string, document: JsonObject): Promise<string> {
    const body = JSON.stringify({ ...document, _id: id });
    return revisionIn(await this.#ask({ method: 'PUT', path: pathOf(id), body }));
  }

  /** @throws CouchRefusal 409 or 404 if the stored state is another */
  async delete(id: string, revision: string): Promise<void> {
    await this.#ask({ method: 'DELETE', path: pathOf(id), query: { rev: revision } });
  }

  /** @param view `design/view` */
  async rows(view: string, query: JsonObject): Promise<readonly ViewRow[]> {
    return listIn(await this.#view(view, query), 'rows') as unknown as readonly ViewRow[];
  }

  /** What the view's reduction gives for a range of keys; 0 for none. */
  async reduced(view: string, query: JsonObject): Promise<number> {
    const [row] = listIn(await this.#view(view, { ...query, reduce: true }), 'rows');
    return (row?.['value'] as number | undefined) ?? 0;
  }

  /** Rows of documents whose ids begin with a text, by id; design documents are among them. */
  async withPrefix(prefix: string, query: JsonObject = {}): Promise<readonly ViewRow[]> {
    const all: ViewRow[] = [];
    for (;;) {
      const last = all.at(-1)?.id;
      const from = last === undefined ? { startkey: prefix } : { startkey: last, skip: 1 };
      const range = { ...from, ...(prefix && { endkey: `${prefix}\ufff0` }), limit: PAGE };
      const answer = await this.#ask({ method: 'GET', path: '_all_docs', query: { ...query, ...range } });
      const rows = listIn(answer, 'rows') as unknown as readonly ViewRow[];
      all.push(...rows);
      if (rows.length < PAGE) return all;
    }
  }

  /** Some ids of what it holds. */
  async firstIds(limit: number): Promise<readonly string[]> {
    const answer = await this.#ask({ method: 'GET', path: '_all_docs', query: { limit } });
    return listIn(answer, 'rows').map(({ id }) => id as string);
  }

  /** Documents by id; undefined where there is none. */
  async many(ids: readonly string[]): Promise<readonly (CouchDocument | undefined)[]> {
    const byKey = new Map((await this.#byKeys(ids, { include_docs: true })).map(({ key, doc }) => [key, doc]));
    return ids.map((id) => (byKey.get(id) ?? undefined) as CouchDocument | undefined);
  }

  /** Present revisions by id, of those that are there. */
  async revisions(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const values = (await this.#byKeys(ids, {})).map(({ id, value }) => [id, value as JsonObject | undefined] as const);
    return new Map(values.flatMap(([id, value]) => (value && !value['deleted'] ? [[id, value['rev'] as string]] : [])));
  }

  /**
   * Writes many documents, each for itself.
   * @param texts JSON of the documents by id
   */
  async bulk(texts: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, BulkOutcome>> {
    const body = `{"docs":[${[...texts.values()].join(',')}]}`;
    const answer = await this.#ask({ method: 'POST', path: '_bulk_docs', body });
    if (!Array.isArray(answer)) throw new Error('CouchDB did not tell what became of a bulk write');
    // Not every server answers in the order of the documents.
    const outcomes = new Map((answer as JsonObject[]).map((each) => [each['id'] as string, outcomeOf(each)]));
    const untold = { failure: 'CouchDB did not tell what became of it' };
    return new Map([...texts.keys()].map((id) => [id, outcomes.get(id) ?? untold]));
  }

  /** The changes feed, as the query asks for it. */
  changes(query: JsonObject, limits: Pick<CouchRequest, 'signal' | 'timeoutMs' | 'longPoll'>): Promise<JsonValue> {
    return this.#ask({ method: 'GET', path: '_changes', query, ...limits });
  }

  async info(): Promise<JsonObject> {
    return (await this.#ask({ method: 'GET' })) as JsonObject;
  }

  /** @returns false if it is there already */
  async create(): Promise<boolean> {
    try {
      await this.#ask({ method: 'PUT' });
      return true;
    } catch (error) {
      if (error instanceof CouchRefusal && error.word === 'file_exists') return false;
      throw error;
    }
  }

  async drop(): Promise<void> {
    await this.#ask({ method: 'DELETE' });
  }

  async #byKeys(ids: readonly string[], query: JsonObject): Promise<readonly ViewRow[]> {
    if (ids.length === 0) return [];
    const answer = await this.#ask({ method: 'POST', path: '_all_docs', query, body: JSON.stringify({ keys: ids }) });
    return listIn(answer, 'rows') as unknown as readonly ViewRow[];
  }

  #view(view: string, query: JsonObject): Promise<JsonValue> {
    const [design, name] = view.split('/') as [string, string];
    return this.#ask({ method: 'GET', path: `_design/${design}/_view/${name}`, query });
  }

  #ask(request: Omit<CouchRequest, 'database'>): Promise<JsonValue> {
    return this.#server.request({ ...request, database: this.name });
  }
}

const DESIGN = '_design/';

function pathOf(id: string): string {
  return id.startsWith(DESIGN) ? DESIGN + encodeURIComponent(id.slice(DESIGN.length)) : encodeURIComponent(id);
}

function revisionIn(answer: JsonValue): string {
  return (answer as JsonObject)['rev'] as string;
}

function outcomeOf({ error, reason }: JsonObject): BulkOutcome {
  if (error === undefined) return 'written';
  return error === 'conflict' ? 'conflict' : { failure: `${JSON.stringify(error)}: ${JSON.stringify(reason)}` };
}
