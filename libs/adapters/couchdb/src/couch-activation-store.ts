import {
  RecentRing,
  type ActivationQuery,
  type ActivationStore,
  type RecentRingOptions,
} from '@whisker/activation-store';
import { printName, type Activation, type ActivationId, type Clock, type JsonObject } from '@whisker/entities';
import { activationText, hasLogsApart, readActivationDocument } from './activation-document';
import { ActivationDatabases, ifThere, type DatedDatabase, type Period } from './activation-databases';
import { removeRecordsBefore } from './activation-removal';
import { BulkWriter, type BulkWriterOptions } from './bulk-writer';
import type { CouchDatabase } from './couch-database';
import { isMissingDatabase } from './couch-failure';
import type { CouchServer } from './couch-server';

export interface CouchActivationStoreOptions {
  /** What one database covers. With `month`, records stay up to a month longer than wanted. Default `day`. */
  readonly period?: Period;
  readonly writer?: BulkWriterOptions;
  /** Records of this process kept in memory for `get`. */
  readonly recent?: RecentRingOptions;
  /** A listed record cannot be read and is left out. Default: silent. */
  readonly onError?: (error: Error) => void;
  /** Epoch ms. Default: the system's clock. */
  readonly now?: Clock;
}

type Filter = Omit<ActivationQuery, 'skip' | 'limit'>;

/** Longest document that is kept in memory, characters. */
const MAX_RECENT_LENGTH = 32 * 1024;
/** How long databases made elsewhere stay unknown, but for that of today, ms. */
const LISTED_FOR_MS = 2_000;
/** Databases asked for a record at a time. */
const WIDTH = 4;

/**
 * {@link ActivationStore} in databases by date (see {@link ActivationDatabases}). Records are written many at a time; a
 * list goes through the databases from the newest on until it is full.
 */
export class CouchActivationStore implements ActivationStore {
  readonly #databases: ActivationDatabases;
  readonly #options: CouchActivationStoreOptions;
  readonly #onError: (error: Error) => void;
  readonly #recent: RecentRing;
  /** By database; one that has nothing to write is dropped. */
  readonly #writers = new Map<string, BulkWriter>();

  constructor(server: CouchServer, options: CouchActivationStoreOptions = {}) {
    const { period = 'day', recent, onError = () => undefined, now = Date.now } = options;
    this.#databases = new ActivationDatabases(server, { period, listedForMs: LISTED_FOR_MS, now });
    this.#options = options;
    this.#onError = onError;
    this.#recent = new RecentRing(recent);
  }

  async store(record: Activation): Promise<void> {
    const text = activationText(record);
    const database = this.#databases.at(record.start);
    const writer = this.#writerTo(database);
    try {
      const written = await writer.write(idOf(record.namespace, record.activationId), text);
      if (written === 'written' && text.length <= MAX_RECENT_LENGTH) this.#recent.add(record);
    } finally {
      if (writer.waiting === 0) this.#writers.delete(database.name);
    }
  }

  async get(namespace: string, id: ActivationId): Promise<Activation | undefined> {
    const recent = this.#recent.get(namespace, id);
    if (recent) return recent;
    const databases = await this.#databases.covering({});
    for (let from = 0; from < databases.length; from += WIDTH) {
      const asked = databases
        .slice(from, from + WIDTH)
        .map(({ database }) => readRecord(database, idOf(namespace, id)));
      const [found] = (await Promise.all(asked)).filter((record) => record !== undefined);
      if (found) return found;
    }
    return undefined;
  }

  async list({ skip, limit, ...filter }: ActivationQuery): Promise<readonly Activation[]> {
    const records: Activation[] = [];
    let [toSkip, missing] = [skip, limit];
    for (const { database } of await this.#covering(filter)) {
      if (missing === 0) break;
      const page = await this.#page(database, { ...filter, skip: toSkip, limit: missing });
      records.push(...page.records);
      missing -= page.rows;
      // Rows were found, so all that is to be skipped lies behind; else it may go on in the next database.
      toSkip = page.rows > 0 || toSkip === 0 ? 0 : toSkip - (await this.#countIn(database, filter));
    }
    return records;
  }

  async count(filter: Filter): Promise<number> {
    const databases = await this.#covering(filter);
    const counts = await Promise.all(databases.map(({ database }) => this.#countIn(database, filter)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async removeBefore(before: number): Promise<number> {
    this.#recent.remove(({ start }) => start < before);
    let removed = 0;
    for (const { database, to } of await this.#databases.covering({ upto: before - 1 })) {
      const removal = to <= before ? this.#databases.drop(database) : removeRecordsBefore(database, before);
      removed += await ifThere(removal, 0);
    }
    return removed;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
  }

  #writerTo(database: CouchDatabase): BulkWriter {
    let writer = this.#writers.get(database.name);
    if (!writer) {
      const write = async (texts: ReadonlyMap<string, string>) => {
        try {
          return await database.bulk(texts);
        } catch (error) {
          if (!isMissingDatabase(error)) throw error;
          await this.#databases.ensure(database);
          return database.bulk(texts);
        }
      };
      this.#writers.set(database.name, (writer = new BulkWriter(write, this.#options.writer)));
    }
    return writer;
  }

  #covering({ since, upto }: Filter): Promise<readonly DatedDatabase[]> {
    return this.#databases.covering({ since, upto });
  }

  async #page(database: CouchDatabase, { skip, limit, ...filter }: ActivationQuery): Promise<Page> {
    const [newest, oldest] = keysOf(filter);
    const query = { startkey: newest, endkey: oldest, descending: true, skip, limit };
    const asked = database.rows(viewOf(filter), { ...query, include_docs: true, reduce: false });
    const rows = await ifThere(asked, []);
    const records = await Promise.all(rows.map(({ id, doc }) => (doc ? this.#readListed(database, id, doc) : [])));
    return { rows: rows.length, records: records.flat() };
  }

  #countIn(database: CouchDatabase, filter: Filter): Promise<number> {
    const [newest, oldest] = keysOf(filter);
    return ifThere(database.reduced(viewOf(filter), { startkey: oldest, endkey: newest }), 0);
  }

  async #readListed(database: CouchDatabase, id: string, document: JsonObject): Promise<readonly Activation[]> {
    try {
      const whole = hasLogsApart(document) ? await readRecord(database, id) : readActivationDocument(document);
      return whole ? [whole] : [];
    } catch (cause) {
      this.#onError(new Error(`the record ${id} in the CouchDB database ${database.name} cannot be read`, { cause }));
      return [];
    }
  }
}

interface Page {
  /** Rows of the view, also those that could not be read. */
  readonly rows: number;
  readonly records: readonly Activation[];
}

const idOf = (namespace: string, id: ActivationId): string => printName({ namespace, name: id });

async function readRecord(database: CouchDatabase, id: string): Promise<Activation | undefined> {
  const document = await ifThere(database.get(id), undefined);
  if (!document) return undefined;
  const whole = hasLogsApart(document) ? await database.get(id, { attachments: true }) : document;
  return whole && readActivationDocument(whole);
}

function viewOf({ name }: Filter): string {
  return name === undefined ? 'whisks.v2.1.0/activations' : 'whisks-filters.v2.1.1/activations';
}

/** The newest and the oldest key there may be. An object sorts after every number. */
function keysOf({ namespace, name, since = 0, upto }: Filter): readonly [JsonObject[string], JsonObject[string]] {
  const path = name === undefined ? namespace : `${namespace}/${name}`;
  return [
    [path, upto ?? {}],
    [path, since],
  ];
}
