import type { QualifiedName, WhiskEntity } from '@whisker/entities';
import type { EntityStore, ListQuery, PutOptions, Revision, Stored } from '@whisker/entity-store';
import type { ParameterCipher } from './parameter-cipher';

/**
 * Any {@link EntityStore} with encrypted parameters: it stores nothing else, and gives out what is stored. Values are
 * decrypted for a run only.
 */
export class EncryptedEntityStore implements EntityStore {
  readonly #store: EntityStore;
  readonly #cipher: Pick<ParameterCipher, 'seal'>;

  constructor(store: EntityStore, cipher: Pick<ParameterCipher, 'seal'>) {
    this.#store = store;
    this.#cipher = cipher;
  }

  get(name: QualifiedName): Promise<Stored | undefined> {
    return this.#store.get(name);
  }

  put(entity: WhiskEntity, options: PutOptions): Promise<Revision> {
    return this.#store.put(this.#cipher.seal(entity), options);
  }

  delete(name: QualifiedName, revision: Revision): Promise<void> {
    return this.#store.delete(name, revision);
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
    return this.#store.close();
  }
}
