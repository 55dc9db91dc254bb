import type { JsonObject } from '@whisker/entities';

/** An API as a tenant defined it. */
export interface ManagedApi {
  /** The API's own, and the same through all its states. */
  readonly id: string;
  readonly tenant: string;
  /** As {@link normalizeBasePath} gives it; a tenant has each once. */
  readonly basePath: string;
  readonly title: string;
  /** Counts its states, from 1. */
  readonly revision: number;
  /** Epoch ms of its creation. */
  readonly created: number;
  /** The swagger document as it was given. */
  readonly document: JsonObject;
}

/** Who may call an API that wants a key. */
export interface Subscription {
  /** The key, or the id where there is a secret, too. */
  readonly clientId: string;
  /** Salted hash of the secret; absent where the id alone is the key. */
  readonly secret?: string;
}

/** Names an API. */
export type ApiKey = Pick<ManagedApi, 'tenant' | 'id'>;

/**
 * Port: the APIs of tenants and their subscriptions. What a write resolved for survives the death of the process.
 * Contract suite: `routeStoreContract` in `@whisker/testing`.
 */
export interface RouteStore {
  /** All APIs of a tenant, the oldest first. */
  apis(tenant: string): Promise<readonly ManagedApi[]>;
  api(key: ApiKey): Promise<ManagedApi | undefined>;
  /** @returns false if the tenant has an API with this id or base path; nothing is changed then */
  create(api: ManagedApi): Promise<boolean>;
  /**
   * Replaces the state before `api.revision`.
   * @returns false if there is no such state any more, or another API has the base path; nothing is changed then
   */
  replace(api: ManagedApi): Promise<boolean>;
  /**
   * Deletes an API with its subscriptions.
   * @param revision of the state that is to go; undefined: whichever there is
   * @returns false if there is no such API or state; nothing is changed then
   */
  delete(key: ApiKey, revision?: number): Promise<boolean>;
  /** By client id. */
  subscriptions(key: ApiKey): Promise<readonly Subscription[]>;
  /** Creates or replaces. @returns false if there is no such API */
  subscribe(key: ApiKey, subscription: Subscription): Promise<boolean>;
  /** @returns false if there is no such subscription */
  unsubscribe(key: ApiKey, clientId: string): Promise<boolean>;
  close(): Promise<void>;
}
