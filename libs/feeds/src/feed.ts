import type { JsonObject } from '@whisker/entities';
import type { FeedName, FeedTrigger } from './feed-trigger';
import type { TriggerSession } from './trigger-session';

/** Parameters of a request to a feed, as its owner gave them. */
export type FeedParameters = JsonObject;

/** What a trigger is made of by its feed. */
export interface FeedState {
  readonly config: JsonObject;
  readonly progress: JsonObject;
}

/** One kind of feed: what it takes, and how it runs. */
export interface Feed {
  readonly name: FeedName;
  /** Reads the parameters of a CREATE. @throws FeedRefusal */
  create(parameters: FeedParameters, id: string): Promise<FeedState>;
  /** Reads the parameters of an UPDATE. @throws FeedRefusal */
  update(trigger: FeedTrigger, parameters: FeedParameters): Promise<FeedState>;
  /** The answer to a CREATE. */
  created(trigger: FeedTrigger): JsonObject;
  /** The `config` of the answer to a READ. */
  show(trigger: FeedTrigger): JsonObject;
  /**
   * Fires the trigger of a session until the session's wait is stopped, or until there is nothing more to do.
   * @throws TriggerConflict if somebody else changed the trigger; what the store throws
   */
  run(session: TriggerSession): Promise<void>;
}
