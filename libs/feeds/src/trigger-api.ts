import type { JsonObject } from '@whisker/entities';
import type { FeedTrigger } from './feed-trigger';

/** What names a trigger and opens it. */
export type TriggerKey = Pick<FeedTrigger, 'auth' | 'namespace' | 'name'>;

/** What the API said to a fire. */
export type FireAnswer =
  | { readonly type: 'accepted' }
  /** An HTTP status that is no success. */
  | { readonly type: 'refused'; readonly status: number }
  /** No answer: nobody knows whether the request arrived. */
  | { readonly type: 'unknown'; readonly reason: string };

/** Port: the API host that triggers are fired at. Each call has a deadline of its own. */
export interface TriggerApi {
  /** Never rejects. */
  fire(trigger: TriggerKey, event: JsonObject): Promise<FireAnswer>;
  /**
   * Whether the platform has a record that the trigger was fired with this event at `since` or later.
   * @param since epoch ms @throws Error if the API does not tell
   */
  wasFired(trigger: TriggerKey, event: JsonObject, since: number): Promise<boolean>;
  /**
   * Deletes the trigger; what is gone already counts as deleted.
   * @param withRules delete the rules on it, too @throws Error if the API refuses
   */
  remove(trigger: TriggerKey, withRules: boolean): Promise<void>;
}
