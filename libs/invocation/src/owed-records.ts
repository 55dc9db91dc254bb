import type { Activation, ActivationId } from '@whisker/entities';

/**
 * Port: records that were promised and are not stored yet. A fire, a sequence and a composition run in a controller; who
 * is told their id before their record is stored is owed a record, whatever becomes of the controller (design
 * section 4). What runs in containers is journalled by its invoker: see `RunJournal` in `@whisker/invoker`.
 *
 * A promise is kept as the very record to be stored if nothing better comes: a failed one. So whoever takes over needs to
 * know nothing of triggers, sequences or compositions; see {@link storeOwedRecords}.
 *
 * One journal belongs to one controller id, and one process at a time has it open. On a single machine that process is
 * the restarted one. In a distributed platform the journal lies where others can open it, under the controller's id; a
 * restarted controller opens the one of its id, and a controller that sees the membership of another one end opens that
 * one's, stores what it owes and closes it again. Since the dead may only seem so, the store is asked for each record
 * first, and a record that comes late replaces the one stored here under the same id: there is never a second one.
 *
 * Contract suite: `owedRecordsContract` in `@whisker/testing`.
 */
export interface OwedRecords {
  /** Promises a record. Resolves when the promise is durable: only then may the id be told. @param draft stored if nothing better comes */
  owe(draft: Activation): Promise<void>;
  /** Adds a line to the logs of a promised draft; of no effect for others. Written soon, not waited for. */
  note(activationId: ActivationId, line: string): void;
  /** The record is stored, or not wanted. */
  settle(activationId: ActivationId): void;
  /** Drafts that an earlier process promised and did not settle. */
  outstanding(): Promise<readonly Activation[]>;
  close(): Promise<void>;
}
