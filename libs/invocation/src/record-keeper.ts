import type { ActivationStore } from '@whisker/activation-store';
import {
  activationStatus,
  refuse,
  type Activation,
  type ActivationId,
  type Identity,
  type StatusCode,
  type Timers,
  type Transaction,
} from '@whisker/entities';
import type { OwedRecords } from './owed-records';

/** What decides whether a record is stored. */
export interface StoreQuestion {
  readonly transaction: Transaction;
  readonly caller: Identity;
  readonly blocking: boolean;
}

/** Decides whether a record is stored. */
export interface RecordPolicy {
  shouldStore(question: StoreQuestion, status: StatusCode): boolean;
}

/** All records but those a namespace does not want; a caller may ask for them. */
export const KEEP_ALL: RecordPolicy = {
  shouldStore: ({ transaction, caller }) =>
    transaction.extraLogging === true || caller.limits.storeActivations !== false,
};

export interface RecordKeeperOptions {
  readonly activations: Pick<ActivationStore, 'store'>;
  readonly owed: Pick<OwedRecords, 'owe' | 'note' | 'settle'>;
  readonly policy: RecordPolicy;
  readonly timers: Timers;
  /** A record is lost, or cannot be promised. */
  readonly onFault: (fault: unknown, transactionId: string) => void;
}

/** Pauses between attempts, ms. */
const PAUSES_MS = [100, 300, 1000, 3000];

/** Promises and stores the records of what runs in the controller itself. */
export class RecordKeeper {
  readonly #options: RecordKeeperOptions;

  constructor(options: RecordKeeperOptions) {
    this.#options = options;
  }

  /**
   * To be done before an id is told whose record is not stored yet: it will have one even if this process dies.
   * @param draft the record if it does; not promised if records of failures are not wanted
   * @throws unavailable if it cannot be promised; the id must not be told then
   */
  async promise(question: StoreQuestion, draft: Activation): Promise<void> {
    const { owed, policy, onFault } = this.#options;
    if (!policy.shouldStore(question, activationStatus.internalError)) return;
    try {
      await owed.owe(draft);
    } catch (fault) {
      onFault(fault, question.transaction.id);
      throw refuse.unavailable();
    }
  }

  /** Adds a log line to a record that was promised. */
  note(activationId: ActivationId, line: string): void {
    this.#options.owed.note(activationId, line);
  }

  /**
   * Never rejects: a record that cannot be stored after some attempts is reported. If it was promised it stays so, and the
   * next start stores at least its draft.
   */
  async keep(question: StoreQuestion, record: Activation): Promise<void> {
    const { policy, owed } = this.#options;
    const wanted = policy.shouldStore(question, record.response.statusCode);
    if (!wanted || (await this.#store(question, record))) owed.settle(record.activationId);
  }

  async #store(question: StoreQuestion, record: Activation): Promise<boolean> {
    const { activations, timers, onFault } = this.#options;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await activations.store(record);
        return true;
      } catch (fault) {
        const pause = PAUSES_MS[attempt];
        if (pause === undefined) {
          onFault(fault, question.transaction.id);
          return false;
        }
        await new Promise<void>((resolve) => timers.after(pause, resolve));
      }
    }
  }
}
