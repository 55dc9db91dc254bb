import type { EntityType, QualifiedName, WhiskEntity } from '@whisker/entities';

/** Names one state of a stored entity; a new one with every write. */
export type Revision = string;

/** An entity as stored, with the revision it was read at. */
export interface Stored<T extends WhiskEntity = WhiskEntity> {
  readonly entity: T;
  readonly revision: Revision;
}

/** What a write is based on: `undefined` creates, a revision replaces exactly that state. */
export type BasedOn = Revision | undefined;

export interface PutOptions {
  readonly basedOn: BasedOn;
  /**
   * Code of an action, stored apart from it under the new revision. Absent: the code of `basedOn`, if there is some,
   * stays with the entity.
   */
  readonly code?: string;
}

export interface ListQuery {
  readonly type: EntityType;
  readonly namespace: string;
  /** Only actions of this package. Absent: the whole namespace, packaged actions included. */
  readonly package?: string;
  /** Only packages that are published and no bindings. */
  readonly publicOnly?: boolean;
  readonly skip: number;
  /** At most this many; 0 means none. */
  readonly limit: number;
}

/**
 * Port: actions, packages, triggers and rules. One id space: `namespace[/package]/name`.
 *
 * Writes are durable when they resolve. Contract suite: `entityStoreContract` in `@whisker/testing`.
 */
export interface EntityStore {
  /** @throws corrupt if the stored text cannot be read */
  get(name: QualifiedName): Promise<Stored | undefined>;
  /**
   * @returns the new revision
   * @throws concurrentModification if the stored state is not `basedOn`
   */
  put(entity: WhiskEntity, options: PutOptions): Promise<Revision>;
  /** @throws concurrentModification if the stored state is not `revision` */
  delete(name: QualifiedName, revision: Revision): Promise<void>;
  /** Newest `updated` first. */
  list(query: ListQuery): Promise<readonly WhiskEntity[]>;
  count(query: Omit<ListQuery, 'skip' | 'limit'>): Promise<number>;
  /** Code of an action at a revision; undefined if that state is gone or never had code. */
  readCode(name: QualifiedName, revision: Revision): Promise<string | undefined>;
  close(): Promise<void>;
}
