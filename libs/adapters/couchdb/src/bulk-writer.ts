import { refuse, systemTimers, type Clock, type Timers } from '@whisker/entities';
import type { BulkOutcome } from './couch-database';
import { CouchRefusal } from './couch-failure';

export interface BulkWriterOptions {
  /** How long a document waits for others to be written with, ms. Default 5. */
  readonly gatherMs?: number;
  /** Documents of one request, at most. Default 500. */
  readonly maxBatch?: number;
  /** Characters of one request, at most, unless one document has more. Default 4 Mi. */
  readonly maxBatchLength?: number;
  /** Requests at a time, at most. Default 2. */
  readonly concurrency?: number;
  /** Documents that wait or are being written, at most. Default 20,000. */
  readonly maxWaiting?: number;
  /** Characters of those, at most. Default 128 Mi. */
  readonly maxWaitingLength?: number;
  /** A document that could not be written for so long is given up, ms. Default 60,000. */
  readonly giveUpAfterMs?: number;
  /** Pauses between attempts while the database cannot be used, ms; each is twice the one before. Defaults 100 and 5,000. */
  readonly firstPauseMs?: number;
  readonly maxPauseMs?: number;
  readonly timers?: Timers;
  /** Epoch ms. Default: the system's clock. */
  readonly now?: Clock;
}

/** Writes documents by id, each for itself. */
export type BulkWrite = (texts: ReadonlyMap<string, string>) => Promise<ReadonlyMap<string, BulkOutcome>>;

/** `known`: a document of this id was there before, and stayed. */
export type Written = 'written' | 'known';

interface Entry {
  readonly id: string;
  readonly text: string;
  readonly since: number;
  readonly written: Promise<Written>;
  readonly resolve: (written: Written) => void;
  readonly reject: (error: unknown) => void;
}

function newEntry(id: string, text: string, since: number): Entry {
  let [resolve, reject]: [Entry['resolve'], Entry['reject']] = [() => undefined, () => undefined];
  const written = new Promise<Written>((...settle) => ([resolve, reject] = settle));
  return { id, text, since, written, resolve, reject };
}

const defaults = {
  ...{ gatherMs: 5, maxBatch: 500, maxBatchLength: 4 * 1024 * 1024, concurrency: 2 },
  ...{ maxWaiting: 20_000, maxWaitingLength: 128 * 1024 * 1024, giveUpAfterMs: 60_000 },
  ...{ firstPauseMs: 100, maxPauseMs: 5_000, timers: systemTimers, now: Date.now },
};

/**
 * Gathers documents for some milliseconds and writes them together. While the database cannot be used they wait, and are
 * tried again. A document is written once: a repeated write finds the id taken.
 */
export class BulkWriter {
  readonly #write: BulkWrite;
  readonly #options: Required<BulkWriterOptions>;
  /** Waiting and being written, by id. */
  readonly #entries = new Map<string, Entry>();
  /** Waiting. */
  #queue: Entry[] = [];
  #length = 0;
  #running = 0;
  /** Failed attempts since the last success. */
  #failures = 0;
  #cancelTimer: (() => void) | undefined;
  #closing = false;

  constructor(write: BulkWrite, options: BulkWriterOptions = {}) {
    this.#write = write;
    this.#options = { ...defaults, ...options };
  }

  /** Documents that wait or are being written. */
  get waiting(): number {
    return this.#entries.size;
  }

  /**
   * Resolves when the document is durable.
   * @throws unavailable if too many wait, or it could not be written for too long; an error if it cannot be written at all
   */
  write(id: string, text: string): Promise<Written> {
    const same = this.#entries.get(id);
    if (same) return same.written;
    const { maxWaiting, maxWaitingLength, now } = this.#options;
    const full = this.#entries.size >= maxWaiting || this.#length + text.length > maxWaitingLength;
    if (this.#closing || full) return Promise.reject(refuse.unavailable());
    const entry = newEntry(id, text, now());
    this.#entries.set(id, entry);
    this.#length += text.length;
    this.#queue.push(entry);
    this.#schedule();
    return entry.written;
  }

  /** Tries once more to write what waits, and takes nothing any more. */
  async close(): Promise<void> {
    this.#closing = true;
    const all = [...this.#entries.values()].map(({ written }) => written);
    this.#cancel();
    while (this.#queue.length > 0) this.#dispatch();
    await Promise.allSettled(all);
  }

  #schedule(): void {
    const { concurrency, maxBatch, gatherMs } = this.#options;
    while (this.#mayRun(concurrency) && (this.#queue.length >= maxBatch || this.#closing)) this.#dispatch();
    if (this.#mayRun(concurrency)) this.#wake(gatherMs);
  }

  #mayRun(concurrency: number): boolean {
    return !this.#cancelTimer && this.#queue.length > 0 && this.#running < concurrency;
  }

  #wake(ms: number): void {
    this.#cancelTimer = this.#options.timers.after(ms, () => {
      this.#cancelTimer = undefined;
      this.#dispatch();
      this.#schedule();
    });
  }

  #cancel(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #dispatch(): void {
    const batch = this.#takeBatch();
    this.#running += 1;
    void this.#send(batch).finally(() => {
      this.#running -= 1;
      this.#schedule();
    });
  }

  #takeBatch(): readonly Entry[] {
    const { maxBatch, maxBatchLength } = this.#options;
    let [count, length] = [0, 0];
    for (const { text } of this.#queue) {
      length += text.length;
      if (count === maxBatch || (count > 0 && length > maxBatchLength)) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  /** Never rejects. */
  async #send(batch: readonly Entry[]): Promise<void> {
    try {
      const outcomes = await this.#write(new Map(batch.map(({ id, text }) => [id, text])));
      this.#failures = 0;
      for (const entry of batch) this.#settle(entry, outcomes.get(entry.id) ?? { failure: 'nothing was told of it' });
    } catch (error) {
      if (error instanceof CouchRefusal) await this.#refused(batch, error);
      else this.#putBack(batch, error);
    }
  }

  /** Something of the batch is not to CouchDB's liking, and it tells not what: each half is tried for itself. */
  async #refused(batch: readonly Entry[], error: CouchRefusal): Promise<void> {
    const [first, ...others] = batch as [Entry, ...Entry[]];
    if (others.length === 0) return this.#fail(first, error);
    const middle = Math.ceil(batch.length / 2);
    await this.#send(batch.slice(0, middle));
    await this.#send(batch.slice(middle));
  }

  #putBack(batch: readonly Entry[], error: unknown): void {
    const { now, giveUpAfterMs, firstPauseMs, maxPauseMs } = this.#options;
    const oldest = now() - giveUpAfterMs;
    const [kept, given] = [[] as Entry[], [] as Entry[]];
    for (const entry of batch) (this.#closing || entry.since <= oldest ? given : kept).push(entry);
    for (const entry of given) this.#fail(entry, error);
    if (kept.length === 0) return;
    this.#queue = [...kept, ...this.#queue];
    this.#cancel();
    this.#wake(Math.min(maxPauseMs, firstPauseMs * 2 ** this.#failures));
    this.#failures += 1;
  }

  #settle(entry: Entry, outcome: BulkOutcome): void {
    if (typeof outcome === 'object')
      return this.#fail(entry, new Error(`${entry.id} was not written: ${outcome.failure}`));
    this.#forget(entry);
    entry.resolve(outcome === 'conflict' ? 'known' : 'written');
  }

  #fail(entry: Entry, error: unknown): void {
    this.#forget(entry);
    entry.reject(error);
  }

  #forget({ id, text }: Entry): void {
    this.#entries.delete(id);
    this.#length -= text.length;
  }
}
