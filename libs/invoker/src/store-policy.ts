import { activationStatus, type Identity, type StatusCode, type Transaction } from '@whisker/entities';

/** Which records are kept (spec: rest-api section 10, Storing). */
export type StoreLevel = 'STORE_ALWAYS' | 'STORE_FAILURES' | 'STORE_FAILURES_NOT_APPLICATION_ERRORS';

export interface StoreLevels {
  /** Default STORE_ALWAYS. */
  readonly blocking?: StoreLevel;
  /** Default STORE_ALWAYS. */
  readonly nonBlocking?: StoreLevel;
}

/** What decides on one record. */
export interface StoreQuestion {
  readonly transaction: Transaction;
  readonly caller: Identity;
  readonly blocking: boolean;
}

/** Lowest status code that is stored. */
const LOWEST: Readonly<Record<StoreLevel, StatusCode>> = {
  STORE_ALWAYS: activationStatus.success,
  STORE_FAILURES: activationStatus.applicationError,
  STORE_FAILURES_NOT_APPLICATION_ERRORS: activationStatus.developerError,
};

/** Decides whether a record is stored. */
export class StorePolicy {
  readonly #blocking: StatusCode;
  readonly #nonBlocking: StatusCode;

  constructor({ blocking = 'STORE_ALWAYS', nonBlocking = 'STORE_ALWAYS' }: StoreLevels = {}) {
    this.#blocking = LOWEST[blocking];
    this.#nonBlocking = LOWEST[nonBlocking];
  }

  /** A caller that asks for the record has it, whatever the settings of its namespace and of the platform. */
  shouldStore({ transaction, caller, blocking }: StoreQuestion, status: StatusCode): boolean {
    if (transaction.extraLogging === true) return true;
    if (caller.limits.storeActivations === false) return false;
    return status >= (blocking ? this.#blocking : this.#nonBlocking);
  }
}
