import {
  refuse,
  WhiskError,
  type EntityType,
  type ErrorCode,
  type QualifiedName,
  type WhiskEntity,
} from '@whisker/entities';
import type { EntityStore, Stored } from '@whisker/entity-store';
import type { PutMode } from './deps';

/** The entity of a type. */
export type EntityOf<T extends EntityType> = Extract<WhiskEntity, { readonly type: T }>;

/** Looks for entities of one type; all types share their names. */
export class Collection<T extends EntityType> {
  readonly #entities: EntityStore;
  readonly #type: T;

  constructor(entities: EntityStore, type: T) {
    this.#entities = entities;
    this.#type = type;
  }

  /** @throws otherCollection, corrupt */
  async find(name: QualifiedName): Promise<Stored<EntityOf<T>> | undefined> {
    const stored = await this.#entities.get(name);
    if (stored && stored.entity.type !== this.#type) throw refuse.otherCollection();
    return stored as Stored<EntityOf<T>> | undefined;
  }

  /** @throws notFound, otherCollection, corrupt */
  async need(name: QualifiedName): Promise<Stored<EntityOf<T>>> {
    const stored = await this.find(name);
    if (!stored) throw refuse.notFound();
    return stored;
  }

  /** What a PUT will replace, if anything. @throws alreadyExists, otherCollection, corrupt */
  async findForPut(name: QualifiedName, { overwrite }: PutMode): Promise<Stored<EntityOf<T>> | undefined> {
    const stored = await this.find(name);
    if (stored && !overwrite) throw refuse.alreadyExists();
    return stored;
  }
}

/** The result of `task`; other refusals for those that a caller must see in other words. */
export async function reword<T>(task: Promise<T>, words: Partial<Record<ErrorCode, () => WhiskError>>): Promise<T> {
  try {
    return await task;
  } catch (fault) {
    throw (WhiskError.is(fault) ? words[fault.code]?.() : undefined) ?? fault;
  }
}
