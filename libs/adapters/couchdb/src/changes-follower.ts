import { isJsonObject, systemTimers, type JsonObject, type JsonValue, type Timers } from '@whisker/entities';
import type { CouchDatabase } from './couch-database';
import { CouchRefusal, CouchUnavailable, isMissingDatabase } from './couch-failure';

export interface ChangesFollowerOptions {
  /** CouchDB answers after that even if nothing changed, ms. Default 20,000. */
  readonly pollMs?: number;
  /** Pauses after a failure, ms; each is twice the one before. Defaults 200 and 5,000. */
  readonly firstPauseMs?: number;
  readonly maxPauseMs?: number;
  readonly timers?: Timers;
}

/** Told of the documents that changed, in their order, as far as they are not design documents. */
export interface ChangesListener {
  changed(id: string): void;
  /** Changes may have been missed. */
  lost(): void;
}

const defaults = { pollMs: 20_000, firstPauseMs: 200, maxPauseMs: 5_000, timers: systemTimers };
/** How much longer than the poll an answer may take, ms. */
const GRACE_MS = 5_000;
const PAGE = 1_000;

/**
 * Follows the changes of a database by long polls, for ever. After a failure it goes on where it was, so that nothing is
 * missed; a database that was made anew, whose sequence numbers are others, is reported as `lost`.
 */
export class ChangesFollower {
  readonly #database: CouchDatabase;
  readonly #listener: ChangesListener;
  readonly #options: Required<ChangesFollowerOptions>;
  readonly #ended = new AbortController();
  /** Undefined: it is not known from where on changes would have to be told. */
  #since: JsonValue | undefined;
  #following: Promise<void> = Promise.resolve();

  private constructor(database: CouchDatabase, listener: ChangesListener, options: ChangesFollowerOptions) {
    this.#database = database;
    this.#listener = listener;
    this.#options = { ...defaults, ...options };
  }

  /** Resolves once changes from now on are told; if the database is away, they are once it is back. */
  static async start(
    database: CouchDatabase,
    listener: ChangesListener,
    options: ChangesFollowerOptions = {},
  ): Promise<ChangesFollower> {
    const follower = new ChangesFollower(database, listener, options);
    follower.#since = await presentSequence(database).catch(() => undefined);
    follower.#following = follower.#follow();
    return follower;
  }

  /** Ends it; nothing is told after that. */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    for (let failures = 0; !this.#ended.signal.aborted;) {
      try {
        await this.#poll();
        failures = 0;
      } catch (error) {
        await this.#recover(error, (failures += 1));
      }
    }
  }

  async #poll(): Promise<void> {
    const { pollMs } = this.#options;
    if (this.#since === undefined) {
      this.#since = await presentSequence(this.#database);
      this.#listener.lost();
    }
    const query = { feed: 'longpoll', since: this.#since, timeout: pollMs, limit: PAGE };
    const limits = { signal: this.#ended.signal, timeoutMs: pollMs + GRACE_MS, longPoll: true };
    this.#tell(await this.#database.changes(query, limits));
  }

  #tell(answer: JsonValue): void {
    if (!isJsonObject(answer) || !Array.isArray(answer['results']) || this.#ended.signal.aborted) return;
    for (const { id } of answer['results'] as JsonObject[])
      if (typeof id === 'string' && !id.startsWith('_design/')) this.#listener.changed(id);
    this.#since = answer['last_seq'] ?? this.#since;
  }

  async #recover(error: unknown, failures: number): Promise<void> {
    if (this.#ended.signal.aborted || isNothingNew(error)) return;
    // The database was dropped, or does not know the sequence: another one was made in its place, or will be.
    if (error instanceof CouchRefusal || isMissingDatabase(error)) this.#since = undefined;
    const { firstPauseMs, maxPauseMs } = this.#options;
    await this.#pause(Math.min(maxPauseMs, firstPauseMs * 2 ** (failures - 1)));
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#ended;
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#options.timers.after(ms, end);
      signal.addEventListener('abort', end);
    });
  }
}

/** Some servers do not end a long poll by themselves, so that its deadline does. */
function isNothingNew(error: unknown): boolean {
  return error instanceof CouchUnavailable && error.fault === 'late';
}

async function presentSequence(database: CouchDatabase): Promise<JsonValue> {
  const answer = await database.changes({ since: 'now', limit: 1 }, {});
  return (answer as JsonObject)['last_seq'] as JsonValue;
}
