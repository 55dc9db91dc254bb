import { printAuthKey, type AuthKey, type Subject, type SubjectNamespace } from '@whisker/entities';
import { hashKey, isHashed, provesKey, type SubjectStore } from '@whisker/entity-store';
import { checkAuth, checkNamespace, checkSubject } from './checks';
import { AdministrationRefusal, invalid, missing } from './refusal';

/** A key as it is shown. */
export interface ShownKey {
  readonly subject: string;
  readonly namespace: string;
  readonly uuid: string;
  /** `uuid:key`; absent if only its hash is stored. */
  readonly auth?: string;
}

/** A key that was made or given just now. */
export type NewKey = Required<ShownKey>;

export interface ShownUser {
  readonly subject: string;
  readonly blocked: boolean;
  readonly keys: readonly ShownKey[];
}

/** Whose a key is. */
export interface Whose {
  readonly subject: string;
  readonly namespace: string;
  readonly blocked: boolean;
}

/** What became of a subject that was to be blocked or unblocked. */
export interface BlockOutcome {
  readonly subject: string;
  readonly done: boolean;
}

export interface UsersDeps {
  readonly subjects: SubjectStore;
  /** `hashed`: of new keys only a hash is stored. */
  readonly keys: 'plain' | 'hashed';
  readonly newAuthKey: () => AuthKey;
  /** Told of a key before it is good. */
  readonly keyMade: (key: NewKey) => Promise<void>;
}

/** A user in one namespace; the namespace is the one named like the user if it is not given. */
export interface InNamespace {
  readonly subject: string;
  readonly namespace?: string | undefined;
}

/**
 * Users and their keys. Changes read what is stored and write it anew, so they must not run at the same time: see
 * {@link Administration}.
 */
export class Users {
  readonly #deps: UsersDeps;

  constructor(deps: UsersDeps) {
    this.#deps = deps;
  }

  /**
   * Makes a user, or gives it one more namespace. The key is shown now; hashed ones never again.
   * @throws AdministrationRefusal invalid, exists, blocked
   */
  async create({ auth, ...given }: InNamespace & { readonly auth?: string | undefined }): Promise<NewKey> {
    const { subject, namespace } = whereOf(given);
    const credentials = auth === undefined ? this.#deps.newAuthKey() : checkAuth(auth);
    const present = await this.#deps.subjects.get(subject);
    if (present?.blocked)
      throw new AdministrationRefusal('blocked', `the subject '${subject}' is blocked. Unblock it before.`);
    if (present?.namespaces.some(({ name }) => name === namespace))
      throw new AdministrationRefusal(
        'exists',
        `the subject '${subject}' has the namespace '${namespace}' already. Use 'user rotate' to give it a new key.`,
      );
    await this.#checkUnused(credentials.uuid);
    const namespaces = [...(present?.namespaces ?? []), this.#stored(namespace, credentials)];
    const made = { subject, namespace, uuid: credentials.uuid, auth: printAuthKey(credentials) };
    await this.#deps.keyMade(made);
    await this.#deps.subjects.put({ subject, namespaces });
    return made;
  }

  /**
   * A new key, under the same id; the old one is refused from now on.
   * @throws AdministrationRefusal invalid, missing
   */
  async rotate(given: InNamespace): Promise<NewKey> {
    const { subject, namespace } = whereOf(given);
    const present = await this.#need(subject);
    const old = keyIn(present, namespace);
    const credentials = { uuid: old.uuid, key: this.#deps.newAuthKey().key };
    const fresh = this.#stored(namespace, credentials);
    const made = { subject, namespace, uuid: old.uuid, auth: printAuthKey(credentials) };
    await this.#deps.keyMade(made);
    const namespaces = present.namespaces.map((own) => (own === old ? fresh : own));
    await this.#deps.subjects.put({ ...present, namespaces });
    return made;
  }

  /** @param namespace only the key for this one @throws AdministrationRefusal invalid, missing */
  async get({ subject: name, namespace }: InNamespace): Promise<ShownUser> {
    const user = await this.#need(checkSubject(name));
    const keys = namespace === undefined ? user.namespaces : [keyIn(user, namespace)];
    return {
      subject: user.subject,
      blocked: user.blocked ?? false,
      keys: keys.map((key) => shownKey(user.subject, key)),
    };
  }

  /**
   * Deletes a user, or only its key for one namespace. What is in the namespace stays.
   * @throws AdministrationRefusal invalid, missing
   */
  async delete({ subject: name, namespace }: InNamespace): Promise<void> {
    const user = await this.#need(checkSubject(name));
    if (namespace === undefined) return this.#deps.subjects.delete(user.subject);
    const gone = keyIn(user, namespace);
    await this.#deps.subjects.put({ ...user, namespaces: user.namespaces.filter((own) => own !== gone) });
  }

  /** The keys for a namespace, those of blocked users left out. @throws AdministrationRefusal invalid */
  async list(namespace: string): Promise<readonly ShownKey[]> {
    const wanted = checkNamespace(namespace);
    const users = (await this.#deps.subjects.list()).filter(({ blocked }) => !blocked);
    return users.flatMap(({ subject, namespaces }) =>
      namespaces.filter(({ name }) => name === wanted).map((key) => shownKey(subject, key)),
    );
  }

  /** Whose a key is, given as `uuid:key` or by its id alone; blocked users show. @throws AdministrationRefusal invalid */
  async whois(auth: string): Promise<readonly Whose[]> {
    const credentials = auth.includes(':') ? checkAuth(auth) : undefined;
    const uuid = credentials?.uuid ?? auth.trim();
    const fits = (own: SubjectNamespace) => own.uuid === uuid && (!credentials || provesKey(own.key, credentials));
    return (await this.#deps.subjects.list()).flatMap(({ subject, namespaces, blocked = false }) =>
      namespaces.filter(fits).map(({ name }) => ({ subject, namespace: name, blocked })),
    );
  }

  /** Refuses all keys of these users until they are unblocked. @throws AdministrationRefusal invalid */
  block(subjects: readonly string[]): Promise<readonly BlockOutcome[]> {
    return this.#mark(subjects, true);
  }

  /** @throws AdministrationRefusal invalid */
  unblock(subjects: readonly string[]): Promise<readonly BlockOutcome[]> {
    return this.#mark(subjects, false);
  }

  /** Puts hashes in the place of keys that are stored as they are. @returns how many there were */
  async hashStoredKeys(): Promise<number> {
    let count = 0;
    for (const user of await this.#deps.subjects.list()) {
      const plain = user.namespaces.filter(({ key }) => !isHashed(key));
      if (plain.length === 0) continue;
      count += plain.length;
      const namespaces = user.namespaces.map((own) => (isHashed(own.key) ? own : { ...own, key: hashKey(own) }));
      await this.#deps.subjects.put({ ...user, namespaces });
    }
    return count;
  }

  /** All are tried, whatever becomes of one. */
  async #mark(names: readonly string[], blocked: boolean): Promise<readonly BlockOutcome[]> {
    const subjects = [...new Set(names.map(checkSubject))];
    if (subjects.length === 0) throw invalid('name one subject or more.');
    const outcomes: BlockOutcome[] = [];
    for (const subject of subjects) {
      const user = await this.#deps.subjects.get(subject);
      if (user) await this.#deps.subjects.put({ subject, namespaces: user.namespaces, ...(blocked && { blocked }) });
      outcomes.push({ subject, done: user !== undefined });
    }
    return outcomes;
  }

  async #need(subject: string): Promise<Subject> {
    const user = await this.#deps.subjects.get(subject);
    if (!user) throw missing(`there is no subject '${subject}'.`);
    return user;
  }

  /** An id names one key: throttles count by it, and `whois` must have one answer. */
  async #checkUnused(uuid: string): Promise<void> {
    const [owner] = await this.whois(uuid);
    if (owner)
      throw new AdministrationRefusal(
        'exists',
        `the id ${uuid} belongs to the subject '${owner.subject}' already. Give another one.`,
      );
  }

  #stored(name: string, credentials: AuthKey): SubjectNamespace {
    const key = this.#deps.keys === 'hashed' ? hashKey(credentials) : credentials.key;
    return { name, uuid: credentials.uuid, key };
  }
}

function whereOf({ subject: name, namespace }: InNamespace): { subject: string; namespace: string } {
  const subject = checkSubject(name);
  return { subject, namespace: checkNamespace(namespace ?? subject) };
}

/** @throws AdministrationRefusal missing */
function keyIn({ subject, namespaces }: Subject, namespace: string): SubjectNamespace {
  const own = namespaces.find(({ name }) => name === namespace.trim());
  if (!own) throw missing(`the subject '${subject}' has no namespace '${namespace}'.`);
  return own;
}

function shownKey(subject: string, { name, uuid, key }: SubjectNamespace): ShownKey {
  return { subject, namespace: name, uuid, ...(!isHashed(key) && { auth: printAuthKey({ uuid, key }) }) };
}
