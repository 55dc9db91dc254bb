import type { AuthKey } from '@whisker/entities';
import type { SubjectStore } from '@whisker/entity-store';
import { Namespaces } from './namespaces';
import { newAuthKey } from './new-key';
import { Users, type NewKey } from './users';

export interface AdministrationOptions {
  /** The one requests are authenticated by, caches included, so that changes are seen at once. */
  readonly subjects: SubjectStore;
  /** What is stored of new keys: themselves, or only a hash of them. Default plain. */
  readonly keys?: 'plain' | 'hashed';
  /** Called after every change. */
  readonly changed?: () => Promise<void>;
  /** Called with a new key before it is good; if it fails, nothing is changed. */
  readonly keyMade?: (key: NewKey) => Promise<void>;
  /** Default: from the system's cryptographic source. */
  readonly newAuthKey?: () => AuthKey;
}

/** What an administrator can do. */
export class Administration {
  readonly #users: Users;
  readonly #namespaces: Namespaces;
  readonly #changed: () => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: AdministrationOptions) {
    const nothing = () => Promise.resolve();
    const { subjects, keys = 'plain', changed = nothing } = options;
    const { keyMade = nothing, newAuthKey: newKey = newAuthKey } = options;
    this.#users = new Users({ subjects, keys, newAuthKey: newKey, keyMade });
    this.#namespaces = new Namespaces({ subjects });
    this.#changed = changed;
  }

  /** Reads. @throws AdministrationRefusal, and what the store throws */
  read<T>(ask: (on: AdministrationParts) => Promise<T>): Promise<T> {
    return ask({ users: this.#users, namespaces: this.#namespaces });
  }

  /**
   * Changes something, one after the other: a change reads what is stored and writes it anew. How many wait is bounded
   * by whoever takes the requests.
   * @throws AdministrationRefusal, and what the store throws
   */
  change<T>(make: (on: AdministrationParts) => Promise<T>): Promise<T> {
    const made = this.#last.then(async () => {
      const result = await make({ users: this.#users, namespaces: this.#namespaces });
      await this.#changed();
      return result;
    });
    this.#last = made.catch(() => undefined);
    return made;
  }
}

export interface AdministrationParts {
  readonly users: Users;
  readonly namespaces: Namespaces;
}
