import { AppendLog, type WriteBytes } from './append-log';

export interface LiveLogOptions<T> {
  /** An entry as text without line feeds. */
  readonly print: (entry: T) => string;
  /** Reads what `print` made. @throws any error if the text is damaged */
  readonly read: (text: string, key: string) => T;
  /** An entry with what {@link LiveLog.amend} added to it. Default: the entry as it is. */
  readonly amend?: (entry: T, text: string) => T;
  /** The log could not be read or written as it should; what it concerns is skipped. */
  readonly onError: (error: Error) => void;
  /** With no live entries the file is emptied beyond this size, bytes. Default 1 MiB. */
  readonly clearAt?: number;
  /** With live entries the file is written anew beyond this size, bytes. Default 4 MiB. */
  readonly rewriteAt?: number;
  /** After this time an entry of {@link LiveLog.addLazily} is written, ms. Default 1,000. */
  readonly lingerMs?: number;
  /** See AppendLog. */
  readonly write?: WriteBytes;
}

const DONE = Promise.resolve();
const MIB = 1024 * 1024;
/** A file is written anew only when it grew by this factor since, so that the work stays in proportion. */
const GROWTH = 4;

/**
 * A set of entries that outlives the process, kept as a log: `+key text` adds an entry, `*key text` adds to it, `-key`
 * ends it. Keys hold no blanks. Damaged lines are reported and skipped.
 */
export class LiveLog<T> {
  readonly #log: AppendLog;
  readonly #options: Required<Omit<LiveLogOptions<T>, 'write'>>;
  readonly #live = new Map<string, T>();
  /** Keys of the entries that wait to be written. */
  #adding: string[] = [];
  /** Keys of live entries that are not written yet, and may end without ever being. */
  readonly #lazy = new Set<string>();
  #lingering: NodeJS.Timeout | undefined;
  #rewriteAt: number;

  constructor(path: string, options: LiveLogOptions<T>) {
    this.#options = { clearAt: MIB, rewriteAt: 4 * MIB, lingerMs: 1000, amend: (entry) => entry, ...options };
    this.#rewriteAt = this.#options.rewriteAt;
    let number = 0;
    this.#log = new AppendLog(path, {
      onLine: (line) => this.#replay(line, `${path}, line ${(number += 1)}`),
      onFlush: (error) => this.#flushed(error),
      ...(options.write && { write: options.write }),
    });
  }

  /** Entries that were added and not ended, in the order they were added. */
  get live(): ReadonlyMap<string, T> {
    return this.#live;
  }

  /** Resolves when the entry is written; it is live from now on, unless it cannot be written. @param text the entry as `print` gives it, if it is at hand */
  add(key: string, entry: T, text = this.#options.print(entry)): Promise<void> {
    const written = this.#log.append(`+${key} ${text}`);
    this.#live.set(key, entry);
    this.#adding.push(key);
    return written;
  }

  /** The entry is live. It is written by {@link LiveLog.secure}, or if it is live after some time. */
  addLazily(key: string, entry: T): void {
    this.#live.set(key, entry);
    this.#lazy.add(key);
    // A failure is told to `onFlush`.
    this.#lingering ??= setTimeout(() => void this.secure().catch(() => undefined), this.#options.lingerMs).unref();
  }

  /** Resolves when all that was added is written. */
  async secure(): Promise<void> {
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    const keys = [...this.#lazy];
    this.#lazy.clear();
    const written = keys.map((key) => {
      this.#adding.push(key);
      return this.#log.append(`+${key} ${this.#options.print(this.#live.get(key) as T)}`);
    });
    await Promise.all([this.#log.written, ...written]);
  }

  /** Adds to an entry, if it is there. Resolves when that is written; at once if the entry is not yet. @param text without line feeds */
  amend(key: string, text: string): Promise<void> {
    if (!this.#amendLive(key, text) || this.#lazy.has(key)) return DONE;
    const written = this.#log.append(`*${key} ${text}`);
    // Whoever does not wait is told by `onFlush`.
    written.catch(() => undefined);
    return written;
  }

  /** Ends an entry, if it is there. It is written within this turn. */
  end(key: string): void {
    if (!this.#live.delete(key) || this.#lazy.delete(key)) return;
    // A failure is told to `onFlush`.
    void this.#log.append(`-${key}`).catch(() => undefined);
  }

  /** Writes what waits, then closes. What was added lazily is forgotten: nobody was told of it. */
  close(): void {
    clearTimeout(this.#lingering);
    this.#log.close();
  }

  #replay(line: string, place: string): void {
    const { read, onError } = this.#options;
    const blank = line.indexOf(' ');
    try {
      if (line.startsWith('-') && blank < 0) this.#live.delete(line.slice(1));
      else if (line.startsWith('+') && blank > 1)
        this.#live.set(line.slice(1, blank), read(line.slice(blank + 1), line.slice(1, blank)));
      else if (line.startsWith('*') && blank > 1) this.#amendLive(line.slice(1, blank), line.slice(blank + 1));
      else if (line !== '') throw new Error('neither an entry nor its end');
    } catch (error) {
      onError(new Error(`${place}: damaged and skipped (${(error as Error).message})`));
    }
  }

  #amendLive(key: string, text: string): boolean {
    const entry = this.#live.get(key);
    if (entry === undefined) return false;
    this.#live.set(key, this.#options.amend(entry, text));
    return true;
  }

  #flushed(error: unknown): void {
    const added = this.#adding;
    this.#adding = [];
    if (error === undefined) return this.#shrink();
    for (const key of added) this.#live.delete(key);
    this.#options.onError(new Error(`the log could not be written: ${(error as Error).message}`, { cause: error }));
  }

  #shrink(): void {
    const { clearAt, rewriteAt, onError } = this.#options;
    try {
      if (this.#live.size === 0 && this.#log.size > clearAt) this.#log.clear();
      else if (this.#log.size > this.#rewriteAt) {
        this.#log.rewrite(this.#lines());
        this.#rewriteAt = Math.max(rewriteAt, GROWTH * this.#log.size);
      }
    } catch (error) {
      this.#rewriteAt = GROWTH * this.#log.size;
      onError(new Error(`the log could not be shortened: ${(error as Error).message}`, { cause: error }));
    }
  }

  *#lines(): Generator<string> {
    for (const [key, entry] of this.#live) if (!this.#lazy.has(key)) yield `+${key} ${this.#options.print(entry)}`;
  }
}
