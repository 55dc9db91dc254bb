import { LiveLog } from './live-log';

export interface JournalFileOptions<T> {
  readonly idOf: (entry: T) => string;
  /** An entry as the text of a JSON object, without line feeds. */
  readonly print: (entry: T) => string;
  /** Reads what `print` made. @throws any error if it is damaged */
  readonly read: (object: object) => T;
  /** See LiveLog. */
  readonly amend?: (entry: T, text: string) => T;
  /** Something went wrong that nobody waits for. */
  readonly onError: (error: Error) => void;
}

/** Version of the entries written by this code; the only one it reads. */
const VERSION = 1;

/**
 * Work in hand, in one file: an entry by activation id, from its begin to its end. An entry is in the file when `begin`
 * resolves; it survives the death of the process, and of the machine only if the system wrote the file out before.
 */
export class JournalFile<T> {
  readonly #log: LiveLog<T>;
  readonly #idOf: (entry: T) => string;
  readonly #fromBefore: ReadonlySet<string>;

  /** @param file is made if it is missing */
  constructor(file: string, { idOf, print, read, ...options }: JournalFileOptions<T>) {
    this.#idOf = idOf;
    this.#log = new LiveLog<T>(file, {
      ...options,
      print: (entry) => `{"v":${VERSION},${print(entry).slice(1)}`,
      read: (text, key) => readEntry(text, key, { idOf, read }),
    });
    this.#fromBefore = new Set(this.#log.live.keys());
  }

  begin(entry: T): Promise<void> {
    return this.#log.add(this.#idOf(entry), entry);
  }

  /** @param text without line feeds */
  amend(id: string, text: string): void {
    void this.#log.amend(id, text);
  }

  end(id: string): void {
    this.#log.end(id);
  }

  /** Entries that an earlier process began and nobody ended. */
  fromBefore(): readonly T[] {
    return [...this.#log.live].flatMap(([id, entry]) => (this.#fromBefore.has(id) ? [entry] : []));
  }

  close(): void {
    this.#log.close();
  }
}

function readEntry<T>(text: string, key: string, { idOf, read }: Pick<JournalFileOptions<T>, 'idOf' | 'read'>): T {
  const { v, ...object } = JSON.parse(text) as { readonly v: unknown };
  if (v !== VERSION) throw new Error(`its version is ${JSON.stringify(v)}`);
  const entry = read(object);
  if (idOf(entry) !== key) throw new Error('it is about another activation');
  return entry;
}
