import { printName, sizeOf, type QualifiedName, type WhiskEntity } from '@whisker/entities';
import { BoundedCache } from './bounded-cache';
import type { EntityStore, ListQuery, PutOptions, Revision, Stored } from './entity-store';
import { SharedReads } from './shared-reads';

export interface EntityCacheOptions {
  /** Entities kept, at most. Default 10,000. */
  readonly entries?: number;
  /** Bytes of parameters and annotations kept, at most. Default 64 MiB. */
  readonly bytes?: number;
  /** Called when an entity was, or may have been, written through the cache: other caches have to forget it. */
  readonly onWrite?: (name: QualifiedName) => void;
}

const MIB = 1024 * 1024;
/** What an entity takes besides parameters and annotations, roughly. */
const BASE_WEIGHT = 1024;

/**
 * Remembers entities it has read. Writes through it are seen at once, whatever reads run meanwhile; writes elsewhere
 * after {@link CachedEntityStore.invalidate}. Absence is not remembered, lists and code are always read.
 */
export class CachedEntityStore implements EntityStore {
  readonly #store: EntityStore;
  readonly #cache: BoundedCache<string, Stored>;
  readonly #reads = new SharedReads<string, Stored | undefined>();
  readonly #onWrite: (name: QualifiedName) => void;

  constructor(store: EntityStore, options: EntityCacheOptions = {}) {
    const { entries = 10_000, bytes = 64 * MIB, onWrite = () => undefined } = options;
    this.#store = store;
    this.#onWrite = onWrite;
    this.#cache = new BoundedCache({ entries, weight: bytes });
  }

  get(name: QualifiedName): Promise<Stored | undefined> {
    const id = printName(name);
    const known = this.#cache.get(id);
    return known ? Promise.resolve(known) : this.#read(id, name);
  }

  /** What is remembered; undefined tells nothing about what is stored. */
  peek(name: QualifiedName): Stored | undefined {
    return this.#cache.get(printName(name));
  }

  /** Somebody else wrote the entity. */
  invalidate(name: QualifiedName): void {
    const id = printName(name);
    this.#cache.delete(id);
    this.#reads.changed(id);
  }

  /** Anything may have been written elsewhere. */
  invalidateAll(): void {
    this.#cache.clear();
    this.#reads.allChanged();
  }

  async put(entity: WhiskEntity, options: PutOptions): Promise<Revision> {
    return this.#change(entity.name, () => this.#store.put(entity, options));
  }

  async delete(name: QualifiedName, revision: Revision): Promise<void> {
    return this.#change(name, () => this.#store.delete(name, revision));
  }

  list(query: ListQuery): Promise<readonly WhiskEntity[]> {
    return this.#store.list(query);
  }

  count(query: Omit<ListQuery, 'skip' | 'limit'>): Promise<number> {
    return this.#store.count(query);
  }

  readCode(name: QualifiedName, revision: Revision): Promise<string | undefined> {
    return this.#store.readCode(name, revision);
  }

  close(): Promise<void> {
    this.#cache.clear();
    return this.#store.close();
  }

  #read(id: string, name: QualifiedName): Promise<Stored | undefined> {
    return this.#reads.read(
      id,
      () => this.#store.get(name),
      (stored) => stored && this.#cache.set(id, stored, weightOf(stored.entity)),
    );
  }

  /** A failed write is forgotten, too: it tells that what is remembered may be old. */
  async #change<T>(name: QualifiedName, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } finally {
      this.invalidate(name);
      this.#onWrite(name);
    }
  }
}

function weightOf(entity: WhiskEntity): number {
  const parameters = 'parameters' in entity ? sizeOf(entity.parameters) : 0;
  const links = entity.type === 'trigger' ? Object.keys(entity.rules ?? {}).length : 0;
  return BASE_WEIGHT * (1 + links) + sizeOf(entity.annotations) + parameters;
}
