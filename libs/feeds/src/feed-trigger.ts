import type { JsonObject } from '@whisker/entities';

/** The feeds of a provider, as its management API names them. */
export type FeedName = 'alarms' | 'kafka' | 'messagehub' | 'cloudant';

/** Why a trigger's status is what it is. */
export interface StatusReason {
  /** `AUTO`: the provider did it. `ADMIN`: an operator did, and only an operator undoes it. */
  readonly kind: 'AUTO' | 'ADMIN';
  readonly statusCode?: number;
  readonly message: string;
}

export interface TriggerStatus {
  /** It is fired. */
  readonly active: boolean;
  /** When it last changed, epoch ms. */
  readonly changed: number;
  readonly reason?: StatusReason;
}

/** A fire that was begun, and of which is not yet known what became of it. */
export interface PendingFire {
  /** What it is fired with. */
  readonly event: JsonObject;
  /** When it was begun, epoch ms. */
  readonly since: number;
}

/** A trigger that is connected to a feed. */
export interface FeedTrigger {
  /** {@link triggerId} */
  readonly id: string;
  readonly feed: FeedName;
  readonly namespace: string;
  readonly name: string;
  /** `uuid:key` of the owner, in whose name it is fired. */
  readonly auth: string;
  /** What the owner wants; its shape is the feed's. */
  readonly config: JsonObject;
  readonly status: TriggerStatus;
  /** How far the feed has come; its shape is the feed's. While a fire is pending: where it will be after it. */
  readonly progress: JsonObject;
  readonly pending?: PendingFire;
}

/** Names a trigger in the store: `uuid:key/namespace/name`. */
export function triggerId({ auth, namespace, name }: Pick<FeedTrigger, 'auth' | 'namespace' | 'name'>): string {
  return `${auth}/${namespace}/${name}`;
}

/** `/namespace/name` */
export function fullName({ namespace, name }: Pick<FeedTrigger, 'namespace' | 'name'>): string {
  return `/${namespace}/${name}`;
}
