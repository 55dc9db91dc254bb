import type { JournalEntry, RunJournal } from '@whisker/invoker';
import { LiveLog } from './live-log';

export interface FileRunJournalOptions {
  /** Something went wrong that nobody waits for. Default: silent. */
  readonly onError?: (error: Error) => void;
}

/** Version of the entries written by this code; the only one it reads. */
const VERSION = 1;

/**
 * {@link RunJournal} in one file. An entry is in it when `started` resolves; it survives the death of the process, and
 * of the machine only if the system wrote the file out before.
 */
export class FileRunJournal implements RunJournal {
  readonly #log: LiveLog<JournalEntry>;
  readonly #fromBefore: ReadonlySet<string>;

  /** @param file is made if it is missing */
  constructor(file: string, { onError = () => undefined }: FileRunJournalOptions = {}) {
    this.#log = new LiveLog<JournalEntry>(file, { print, read, onError });
    this.#fromBefore = new Set(this.#log.live.keys());
  }

  started(entry: JournalEntry): Promise<void> {
    return this.#log.add(entry.activationId, entry);
  }

  finished(activationId: string): void {
    this.#log.end(activationId);
  }

  async unfinished(): Promise<readonly JournalEntry[]> {
    return [...this.#log.live].flatMap(([id, entry]) => (this.#fromBefore.has(id) ? [entry] : []));
  }

  async close(): Promise<void> {
    this.#log.close();
  }
}

function print(entry: JournalEntry): string {
  return JSON.stringify({ v: VERSION, ...entry });
}

function read(text: string, key: string): JournalEntry {
  const { v, ...entry } = JSON.parse(text) as JournalEntry & { readonly v: unknown };
  if (v !== VERSION) throw new Error(`its version is ${JSON.stringify(v)}`);
  if (entry.activationId !== key) throw new Error('it is about another activation');
  return entry;
}
