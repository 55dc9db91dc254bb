import type { ActivationStore } from '@whisker/activation-store';
import type { Activation, Timers } from '@whisker/entities';
import type { RecordSource } from './activation-record';
import type { InvokerLog } from './invoker-options';
import { retry } from './retry';
import type { RunJournal } from './run-journal';
import type { RunObserver } from './run-observer';
import type { StorePolicy } from './store-policy';

export interface RecorderOptions {
  readonly activations: Pick<ActivationStore, 'store'>;
  readonly journal: Pick<RunJournal, 'finished'>;
  readonly policy: StorePolicy;
  readonly timers: Timers;
  readonly observer: RunObserver;
  readonly log: InvokerLog;
}

const RETRIES = 6;
const FIRST_PAUSE_MS = 100;

/**
 * Stores records. One that cannot be stored is tried again for some seconds, then reported with all it holds; its run
 * stays in the journal, so that the next start records at least that it was interrupted.
 */
export class Recorder {
  readonly #options: RecorderOptions;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Never rejects. @param journalled the run stands in the journal */
  async record(source: RecordSource, record: Activation, journalled: boolean): Promise<void> {
    const { policy, journal } = this.#options;
    const wanted = policy.shouldStore(source, record.response.statusCode);
    const kept = !wanted || (await this.#store(record));
    if (kept && journalled) journal.finished(record.activationId);
  }

  async #store(record: Activation): Promise<boolean> {
    try {
      await this.#options.activations.store(record);
      return true;
    } catch (failure) {
      return this.#storeAgain(record, failure);
    }
  }

  async #storeAgain(record: Activation, first: unknown): Promise<boolean> {
    const { activations, timers, observer, log } = this.#options;
    const { activationId } = record;
    log.warn('record not stored, trying again', { activationId, failure: first });
    const store = () => activations.store(record);
    const last = await retry(store, { timers, retries: RETRIES, firstPauseMs: FIRST_PAUSE_MS });
    if (!last) return true;
    log.error('record could not be stored', { activationId, failure: last.failure, record });
    observer.recordLost?.(record);
    return false;
  }
}
