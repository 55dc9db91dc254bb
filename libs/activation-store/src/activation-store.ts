import type { Activation, ActivationId } from '@whisker/entities';

export interface ActivationQuery {
  readonly namespace: string;
  /** `action` (default package, triggers) or `package/action`; the binding's name if invoked through one. */
  readonly name?: string;
  /** Bounds of `start`, epoch ms, inclusive. */
  readonly since?: number;
  readonly upto?: number;
  readonly skip: number;
  /** At most this many; 0 means none. */
  readonly limit: number;
}

/**
 * Port: activation records. Contract suite: `activationStoreContract` in `@whisker/testing`.
 */
export interface ActivationStore {
  /**
   * Stores a record; resolves when it is durable. A record stored twice under one id is one record.
   * Implementations write many records at once and bound what waits.
   * @throws unavailable if too many records wait to be written
   */
  store(record: Activation): Promise<void>;
  /** Sees every record whose `store` resolved. @throws corrupt */
  get(namespace: string, id: ActivationId): Promise<Activation | undefined>;
  /** Newest `start` first. Sees every record whose `store` resolved. */
  list(query: ActivationQuery): Promise<readonly Activation[]>;
  count(query: Omit<ActivationQuery, 'skip' | 'limit'>): Promise<number>;
  /** Removes records that started before `before` (epoch ms). @returns how many */
  removeBefore(before: number): Promise<number>;
  /** Writes what waits, then closes. */
  close(): Promise<void>;
}
