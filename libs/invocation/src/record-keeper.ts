import type { ActivationStore } from '@whisker/activation-store';
import type { Activation, Identity, StatusCode, Timers, Transaction } from '@whisker/entities';

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
  readonly policy: RecordPolicy;
  readonly timers: Timers;
  /** A record is lost. */
  readonly onFault: (fault: unknown, transactionId: string) => void;
}

/** Pauses between attempts, ms. */
const PAUSES_MS = [100, 300, 1000, 3000];

/** Stores the records of what runs in the controller itself. */
export class RecordKeeper {
  readonly #options: RecordKeeperOptions;

  constructor(options: RecordKeeperOptions) {
    this.#options = options;
  }

  /** Never rejects: a record that cannot be stored after some attempts is reported. */
  async keep(question: StoreQuestion, record: Activation): Promise<void> {
    const { activations, policy, timers, onFault } = this.#options;
    if (!policy.shouldStore(question, record.response.statusCode)) return;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await activations.store(record);
      } catch (fault) {
        const pause = PAUSES_MS[attempt];
        if (pause === undefined) return onFault(fault, question.transaction.id);
        await new Promise<void>((resolve) => timers.after(pause, resolve));
      }
    }
  }
}
