import type { Activation, ActivationId } from '@whisker/entities';
import type { OwedRecords } from '@whisker/invocation';

/** A fake of {@link OwedRecords}: what is owed now, as a next process would find it. */
export class InMemoryOwedRecords implements OwedRecords {
  readonly drafts = new Map<ActivationId, Activation>();
  /** Set: nothing can be promised. */
  failure: Error | undefined;
  /** Records promised so far. */
  promised = 0;
  #fromBefore: ReadonlySet<ActivationId> = new Set();

  async owe(draft: Activation): Promise<void> {
    if (this.failure) throw this.failure;
    this.promised += 1;
    this.drafts.set(draft.activationId, draft);
  }

  note(activationId: ActivationId, line: string): void {
    const draft = this.drafts.get(activationId);
    if (draft) this.drafts.set(activationId, { ...draft, logs: [...draft.logs, line] });
  }

  settle(activationId: ActivationId): void {
    this.drafts.delete(activationId);
  }

  async outstanding(): Promise<readonly Activation[]> {
    return [...this.drafts.values()].filter(({ activationId }) => this.#fromBefore.has(activationId));
  }

  async close(): Promise<void> {
    return undefined;
  }

  /** As if the process had died: what is owed now was owed by an earlier one. */
  restart(): void {
    this.#fromBefore = new Set(this.drafts.keys());
  }
}
