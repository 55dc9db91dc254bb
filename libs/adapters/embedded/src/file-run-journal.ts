import type { JournalEntry, RunJournal } from '@whisker/invoker';
import { JournalFile } from './journal-file';

export interface FileRunJournalOptions {
  /** Something went wrong that nobody waits for. Default: silent. */
  readonly onError?: (error: Error) => void;
}

/** {@link RunJournal} in one file; as durable as {@link JournalFile} tells. */
export class FileRunJournal implements RunJournal {
  readonly #file: JournalFile<JournalEntry>;

  /** @param file is made if it is missing */
  constructor(file: string, { onError = () => undefined }: FileRunJournalOptions = {}) {
    this.#file = new JournalFile<JournalEntry>(file, {
      idOf: ({ activationId }) => activationId,
      print: (entry) => JSON.stringify(entry),
      read: (object) => object as JournalEntry,
      onError,
    });
  }

  started(entry: JournalEntry): Promise<void> {
    return this.#file.begin(entry);
  }

  finished(activationId: string): void {
    this.#file.end(activationId);
  }

  async unfinished(): Promise<readonly JournalEntry[]> {
    return this.#file.fromBefore();
  }

  async close(): Promise<void> {
    this.#file.close();
  }
}
