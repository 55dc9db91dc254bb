import {
  RecentRing,
  nameKeyOf,
  type ActivationQuery,
  type ActivationStore,
  type RecentRingOptions,
} from '@whisker/activation-store';
import {
  activationFromDocument,
  activationToDocument,
  refuse,
  type Activation,
  type ActivationId,
} from '@whisker/entities';
import { onOneLine } from '@whisker/messages';
import { ActivationLog } from './activation-log';
import type { Removed, TakenIn } from './activation-table';
import { ActivationThread } from './activation-thread';
import { prepareFile } from './sqlite';

export interface SqliteActivationStoreOptions {
  /** Records stored and not yet in the table, at most. Default 20,000. */
  readonly maxWaiting?: number;
  /** Records kept in memory for `get`. */
  readonly recent?: RecentRingOptions;
  /** Something went wrong that nobody waits for. Default: silent. */
  readonly onError?: (error: Error) => void;
}

/** Longest document that is kept in memory, characters; so the ring takes some tens of megabytes at most. */
const MAX_RECENT_LENGTH = 32 * 1024;
/** Records removed per call of the thread, so that other calls come in between. */
const REMOVED_AT_ONCE = 250;

/**
 * {@link ActivationStore} on local disk.
 *
 * `store` adds the record to a log file: all records of a turn of the event loop with one write. That is when it
 * resolves; the record survives the death of the process. A thread moves lines from the log into SQLite, many at a
 * time, and answers `get`, `list` and `count`, always after it has taken in what was stored before the question. So the
 * event loop neither computes indexes nor waits for the disk. A power cut takes what the system had not written out.
 */
export class SqliteActivationStore implements ActivationStore {
  readonly #maxWaiting: number;
  readonly #onError: (error: Error) => void;
  readonly #recent: RecentRing;
  readonly #thread: ActivationThread;
  readonly #log: ActivationLog;
  #closed: Promise<void> | undefined;

  private constructor(
    { thread, log, recent }: Parts,
    { maxWaiting = 20_000, onError = () => undefined }: SqliteActivationStoreOptions,
  ) {
    this.#maxWaiting = maxWaiting;
    this.#onError = onError;
    this.#recent = recent;
    this.#thread = thread;
    this.#log = log;
  }

  /**
   * Opens or makes `file`; log files stand beside it.
   * @throws DataFolderError if the file is damaged
   */
  static async open(file: string, options: SqliteActivationStoreOptions = {}): Promise<SqliteActivationStore> {
    prepareFile(file);
    const { onError = () => undefined } = options;
    const logPrefix = `${file}-log.`;
    const recent = new RecentRing(options.recent);
    const onTakenIn = (taken: TakenIn): void => forgetIgnored(recent, taken);
    const thread = new ActivationThread({ file, logPrefix });
    try {
      const log = await ActivationLog.open(logPrefix, { thread, onTakenIn, onError });
      return new SqliteActivationStore({ thread, log, recent }, options);
    } catch (error) {
      await thread.abort();
      throw error;
    }
  }

  store(record: Activation): Promise<void> {
    if (this.#closed || this.#log.waiting >= this.#maxWaiting) return Promise.reject(refuse.unavailable());
    const document = onOneLine(activationToDocument(record));
    const line = lineOf(record, document);
    if (line === undefined)
      return Promise.reject(new Error(`record ${record.activationId} has a name with control characters`));
    if (document.length <= MAX_RECENT_LENGTH) this.#recent.add(record);
    return this.#log.append(line);
  }

  async get(namespace: string, id: ActivationId): Promise<Activation | undefined> {
    const recent = this.#recent.get(namespace, id);
    if (recent) return recent;
    const document = await this.#ask().call('get', { namespace, id });
    return document === undefined ? undefined : activationFromDocument(document);
  }

  async list(query: ActivationQuery): Promise<readonly Activation[]> {
    const documents = await this.#ask().call('list', query);
    return documents.flatMap((document) => this.#readListed(document));
  }

  async count(query: Omit<ActivationQuery, 'skip' | 'limit'>): Promise<number> {
    return this.#ask().call('count', query);
  }

  async removeBefore(before: number): Promise<number> {
    this.#recent.remove(({ start }) => start < before);
    let removed = 0;
    let from: string | undefined = '';
    while (from !== undefined) {
      const step: Removed = await this.#ask().call('remove', { before, from, limit: REMOVED_AT_ONCE });
      removed += step.count;
      from = step.next;
    }
    return removed;
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    try {
      await this.#log.close();
    } finally {
      await this.#thread.close();
    }
  }

  /** The thread, told to take in first what was stored so far. */
  #ask(): ActivationThread {
    this.#log.takeInAll();
    return this.#thread;
  }

  #readListed(document: string): readonly Activation[] {
    try {
      return [activationFromDocument(document)];
    } catch (error) {
      this.#onError(new Error('a listed activation record cannot be read', { cause: error }));
      return [];
    }
  }
}

interface Parts {
  readonly thread: ActivationThread;
  readonly log: ActivationLog;
  readonly recent: RecentRing;
}

/** A record that was stored under an id already must not be read from memory. */
function forgetIgnored(recent: RecentRing, { ignored }: TakenIn): void {
  if (ignored.length === 0) return;
  const ids = new Set(ignored);
  recent.remove(({ activationId }) => ids.has(activationId));
}

const CONTROL = /[\t\r\n]/;

/** A line as the table reads it; undefined if a name could be mistaken for the end of its column. */
function lineOf(record: Activation, document: string): string | undefined {
  const name = nameKeyOf(record);
  if (CONTROL.test(name) || CONTROL.test(record.namespace)) return undefined;
  return `${record.activationId}\t${record.namespace}\t${name}\t${record.start}\t${document}`;
}
