import type { CollectedLogs } from '@whisker/container-pool';
import { mergeLines, type TimedLines } from './log-lines';
import type { Upto } from './log-text';

/** A missing mark is waited for until nothing was written for this long. */
const QUIET_MS = 2000;
const BYTES_PER_MB = 1024 * 1024;

/** What one collection takes. */
export interface Collection {
  readonly limitBytes: number;
  readonly waitForMark: boolean;
  readonly upto: Upto;
  /** When the last run ended, if none is in progress, epoch ms: what was not read yet was written by then. */
  readonly idleSince?: number | undefined;
}

/** One stream of a container's output. */
export interface LogSource {
  /** Something is there up to an end mark. */
  readonly hasMark: boolean;
  /** Time of the last bytes, epoch ms. */
  readonly lastOutput: number;
  /** Takes in what was written since, as of `time` (epoch ms). Returns the number of bytes. */
  read(time: number): number;
  /** Lines up to a mark, without marks; what follows it stays. At most `limitBytes` are turned into lines. */
  take(upto: Upto, limitBytes: number): TimedLines;
  /** May give back what was read. */
  trim(idle: boolean): void;
}

/** Calls tasks again and again, or whenever there may be news; see Ticker. */
export interface Waiters {
  add(task: () => void): void;
  delete(task: () => void): void;
}

/** Parts a collector works with. */
export interface CollectorParts {
  readonly stdout: LogSource;
  readonly stderr: LogSource;
  /** Looks again and again while a mark is missing. */
  readonly ticker: Waiters;
  /** Epoch ms. */
  readonly now: () => number;
}

/**
 * Cuts the output of a container into activations.
 *
 * The runtime ends each activation with a mark on both streams. Collections are served in the order of the calls: the
 * k-th takes what stands before the k-th mark of each stream. With overlapping runs a mark tells only that some run
 * ended, so the k-th mark counts as the end of the k-th run that finished, whatever run wrote the lines before it.
 */
export class LogCollector {
  /** The collection in progress, if it has to wait; later ones queue behind it. */
  #last: Promise<unknown> | undefined;
  #ended = false;

  constructor(private readonly parts: CollectorParts) {}

  /** Reads what was written. Returns the number of bytes read. */
  poll(time = this.parts.now()): number {
    return this.parts.stdout.read(time) + this.parts.stderr.read(time);
  }

  /** The container is gone: nothing more is to come. */
  end(): void {
    this.#ended = true;
  }

  /** Resolves when no collection is in progress. */
  async settled(): Promise<void> {
    while (this.#last) await this.#last;
  }

  collect(collection: Collection): Promise<CollectedLogs> {
    if (this.#last) return this.#enqueue(this.#last.then(() => this.#collect(collection)));
    // Of several runs that ended one after the other, the first collection reads what all have written.
    const hasIt = collection.waitForMark && collection.upto === 'first-mark' && this.#isComplete(collection);
    if (!hasIt) this.poll(collection.idleSince);
    if (this.#isComplete(collection)) return Promise.resolve(this.#take(collection, false));
    return this.#enqueue(this.#collect(collection));
  }

  #enqueue(collected: Promise<CollectedLogs>): Promise<CollectedLogs> {
    this.#last = collected;
    void collected.then(() => {
      if (this.#last === collected) this.#last = undefined;
    });
    return collected;
  }

  async #collect(collection: Collection): Promise<CollectedLogs> {
    this.poll();
    const complete = this.#isComplete(collection) || (!this.#ended && (await this.#marked(collection.limitBytes)));
    return this.#take(collection, !complete);
  }

  #isComplete({ waitForMark }: Collection): boolean {
    return !waitForMark || (this.parts.stdout.hasMark && this.parts.stderr.hasMark);
  }

  /** Resolves with true when both marks are there, with false when they are not awaited any longer. */
  #marked(limitBytes: number): Promise<boolean> {
    const { stdout, stderr, ticker, now } = this.parts;
    const begun = now();
    // A container that writes for ever does not hold a collection for ever.
    const longest = Math.max(5, limitBytes / BYTES_PER_MB) * QUIET_MS;
    return new Promise((resolve) => {
      const check = (): void => {
        this.poll();
        const marked = stdout.hasMark && stderr.hasMark;
        const quietSince = Math.max(begun, stdout.lastOutput, stderr.lastOutput);
        const givenUp = this.#ended || now() - quietSince >= QUIET_MS || now() - begun >= longest;
        if (!marked && !givenUp) return;
        ticker.delete(check);
        resolve(marked);
      };
      ticker.add(check);
    });
  }

  #take({ limitBytes, upto, idleSince }: Collection, incomplete: boolean): CollectedLogs {
    const { stdout, stderr } = this.parts;
    const merged = mergeLines(stdout.take(upto, limitBytes), stderr.take(upto, limitBytes), limitBytes);
    stdout.trim(idleSince !== undefined);
    stderr.trim(idleSince !== undefined);
    return { ...merged, incomplete };
  }
}
