import type { FeedTrigger } from './feed-trigger';

/** A trigger as it is stored. */
export interface StoredTrigger {
  readonly trigger: FeedTrigger;
  /** Changes with each write. */
  readonly revision: string;
}

/** The trigger was written or deleted by somebody else meanwhile. */
export class TriggerConflict extends Error {
  constructor(id: string) {
    // The id holds a key: only what comes after it is told.
    super(`the feed trigger ${id.slice(id.indexOf('/'))} was changed meanwhile`);
    this.name = 'TriggerConflict';
  }
}

/** Port: the triggers that are connected to feeds. What a write resolved for survives the death of the process. */
export interface TriggerStore {
  get(id: string): Promise<StoredTrigger | undefined>;
  /** All of them. */
  list(): Promise<readonly StoredTrigger[]>;
  /**
   * @param basedOn revision that is replaced; undefined: there is none of this id
   * @returns the new revision
   * @throws TriggerConflict if the stored one is another
   */
  put(trigger: FeedTrigger, basedOn: string | undefined): Promise<string>;
  /** @throws TriggerConflict if the stored revision is another, or there is none */
  delete(id: string, revision: string): Promise<void>;
  close(): Promise<void>;
}
