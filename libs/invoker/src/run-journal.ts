import type { ActivationMessage } from '@whisker/messages';

/** What is kept of a started run: enough to write its failure record should this process die. */
export type JournalEntry = Omit<ActivationMessage, 'content'> & { readonly startedAt: number };

/**
 * Port: which runs have started and are not recorded yet, kept on the invoker's own disk.
 *
 * A run is journalled before its container is asked to run, so that started work is never run twice and each started
 * activation ends in a record even if the invoker dies (design section 4).
 * Contract suite: `runJournalContract` in `@whisker/testing`.
 */
export interface RunJournal {
  /** Resolves when the entry is durable. */
  started(entry: JournalEntry): Promise<void>;
  /** The run's record is stored. */
  finished(activationId: string): void;
  /** Runs that an earlier process started and did not finish. */
  unfinished(): Promise<readonly JournalEntry[]>;
  close(): Promise<void>;
}
