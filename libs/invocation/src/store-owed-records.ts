import type { ActivationStore } from '@whisker/activation-store';
import type { Activation } from '@whisker/entities';
import type { OwedRecords } from './owed-records';

export interface OwedRecordsRecovery {
  readonly owed: Pick<OwedRecords, 'outstanding' | 'settle'>;
  readonly activations: Pick<ActivationStore, 'get' | 'store'>;
}

/** Records looked up and stored at a time. */
const WIDTH = 16;

/**
 * Stores what an earlier process promised and did not store: the drafts, which tell of a failure. To be done before a
 * controller takes work; it may be repeated.
 * @returns how many were stored
 * @throws what the journal and the store throw; what was not stored is still owed then
 */
export async function storeOwedRecords({ owed, activations }: OwedRecordsRecovery): Promise<number> {
  const drafts = await owed.outstanding();
  let stored = 0;
  const end = async (draft: Activation): Promise<void> => {
    // Its process may have ended between storing the record and settling.
    if (!(await activations.get(draft.namespace, draft.activationId))) {
      await activations.store(draft);
      stored += 1;
    }
    owed.settle(draft.activationId);
  };
  for (let from = 0; from < drafts.length; from += WIDTH) await Promise.all(drafts.slice(from, from + WIDTH).map(end));
  return stored;
}
