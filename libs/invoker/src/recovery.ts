import type { ActivationStore } from '@whisker/activation-store';
import type { ActivationId } from '@whisker/entities';
import type { ActivationMessage } from '@whisker/messages';
import type { Acknowledger } from './acknowledger';
import { fallbackRecord } from './activation-record';
import { internalError } from './classify';
import { failureTexts } from './failure-texts';
import type { Recorder } from './recorder';
import type { JournalEntry, RunJournal } from './run-journal';

export interface RecoveryOptions {
  readonly journal: Pick<RunJournal, 'unfinished' | 'finished'>;
  readonly activations: Pick<ActivationStore, 'get'>;
  readonly recorder: Recorder;
  readonly acknowledger: Acknowledger;
}

/** Ends what an earlier process of this invoker started and did not end. Started work is never run again. */
export class Recovery {
  readonly #options: RecoveryOptions;
  /** Ended here, and perhaps handed over again by the bus. */
  readonly #ended = new Set<ActivationId>();

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** Sees to it that every run in the journal has a record. @throws what the journal and the store throw */
  async endInterruptedRuns(): Promise<void> {
    const unfinished = await this.#options.journal.unfinished();
    for (const { activationId } of unfinished) this.#ended.add(activationId);
    await Promise.all(unfinished.map((entry) => this.#end(entry)));
  }

  /**
   * Whether a message that is handed over again is done with: it was started, so it must not be run.
   * @throws what the store throws; it must not be run then either
   */
  async isDone(message: ActivationMessage): Promise<boolean> {
    const { activations, acknowledger } = this.#options;
    const { activationId, caller } = message;
    if (this.#ended.delete(activationId)) return true;
    // Its process may have ended between storing the record and telling the bus.
    const record = await activations.get(caller.namespace.name, activationId);
    if (!record) return false;
    await acknowledger.done(message, record, message.blocking);
    return true;
  }

  async #end(entry: JournalEntry): Promise<void> {
    const { journal, activations, recorder, acknowledger } = this.#options;
    const { activationId, caller, blocking, startedAt } = entry;
    const stored = await activations.get(caller.namespace.name, activationId);
    const record = stored ?? fallbackRecord(entry, internalError(failureTexts.interrupted), startedAt);
    if (stored) journal.finished(activationId);
    else await recorder.record(entry, record, true);
    await acknowledger.done(entry, record, blocking);
  }
}
