import { activationFromDocument, activationToDocument, type Activation, type ActivationId } from '@whisker/entities';
import type { OwedRecords } from '@whisker/invocation';
import { onOneLine } from '@whisker/messages';
import { JournalFile } from './journal-file';

export interface FileOwedRecordsOptions {
  /** Something went wrong that nobody waits for. Default: silent. */
  readonly onError?: (error: Error) => void;
}

/** {@link OwedRecords} in one file; as durable as {@link JournalFile} tells. */
export class FileOwedRecords implements OwedRecords {
  readonly #file: JournalFile<Activation>;

  /** @param file is made if it is missing */
  constructor(file: string, { onError = () => undefined }: FileOwedRecordsOptions = {}) {
    this.#file = new JournalFile<Activation>(file, {
      idOf: ({ activationId }) => activationId,
      print: (draft) => onOneLine(activationToDocument(draft)),
      read: activationFromDocument,
      amend: (draft, text) => ({ ...draft, logs: [...draft.logs, JSON.parse(text) as string] }),
      onError,
    });
  }

  owe(draft: Activation): Promise<void> {
    return this.#file.begin(draft);
  }

  note(activationId: ActivationId, line: string): void {
    this.#file.amend(activationId, JSON.stringify(line));
  }

  settle(activationId: ActivationId): void {
    this.#file.end(activationId);
  }

  async outstanding(): Promise<readonly Activation[]> {
    return this.#file.fromBefore();
  }

  async close(): Promise<void> {
    this.#file.close();
  }
}
