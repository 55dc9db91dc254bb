import type { ActivationMessage } from '@whisker/messages';
import type { JournalEntry } from './run-journal';

/** What the journal keeps of a message. Written out: copying "the rest of" an object is slow, and this is on the hot path. */
export function journalEntry(message: ActivationMessage, startedAt: number): JournalEntry {
  const { transaction, activationId, action, caller, controller, blocking, initParameters, cause, startBy } = message;
  const entry = { transaction, activationId, action, caller, controller, blocking, initParameters, startBy, startedAt };
  return cause === undefined ? entry : { ...entry, cause };
}
