import { printAuthKey, type AuthKey, type Identity, type NamespaceLimits, type Subject } from '@whisker/entities';
import { timingSafeEqual } from 'node:crypto';
import { BoundedCache } from './bounded-cache';
import { IdentityReads } from './identity-reads';
import type { KeyHolder, SubjectStore } from './subject-store';

export interface SubjectCacheOptions {
  /** How long an identity is taken to be unchanged, ms. Default 30,000. */
  readonly ttlMs?: number;
  /** How long refused credentials and unknown namespaces are remembered, ms. Default 2,000. */
  readonly refusalTtlMs?: number;
  /** Identities kept, at most; refusals likewise, apart from them. Default 10,000. */
  readonly entries?: number;
  /** Epoch ms. Default: the system's clock. */
  readonly now?: () => number;
  /** Called when subjects or limits were, or may have been, written through the cache: other caches have to forget them. */
  readonly onWrite?: () => void;
}

interface Known {
  readonly identity: Identity;
  readonly until: number;
}

interface KnownByKey extends Known {
  readonly key: Buffer;
}

/**
 * Remembers who credentials belong to, for a while after they were read. Refusals are remembered shortly and apart
 * from identities, so that a flood of wrong keys neither reaches the store again and again nor drives out good ones.
 * Writes through this store are seen at once.
 */
export class CachedSubjectStore implements SubjectStore {
  readonly #store: SubjectStore;
  readonly #ttlMs: number;
  readonly #now: () => number;
  readonly #byUuid: BoundedCache<string, KnownByKey>;
  readonly #byNamespace: BoundedCache<string, Known>;
  readonly #credentialReads: IdentityReads;
  readonly #namespaceReads: IdentityReads;
  readonly #onWrite: () => void;

  constructor(store: SubjectStore, options: SubjectCacheOptions = {}) {
    const { ttlMs = 30_000, refusalTtlMs = 2_000, entries = 10_000, now = Date.now } = options;
    this.#store = store;
    this.#onWrite = options.onWrite ?? (() => undefined);
    this.#ttlMs = ttlMs;
    this.#now = now;
    this.#byUuid = new BoundedCache({ entries });
    this.#byNamespace = new BoundedCache({ entries });
    this.#credentialReads = new IdentityReads({ refusalTtlMs, entries, now });
    this.#namespaceReads = new IdentityReads({ refusalTtlMs, entries, now });
  }

  authenticate(credentials: AuthKey): Promise<Identity | undefined> {
    const known = this.peek(credentials);
    if (known) return Promise.resolve(known);
    const { uuid, key } = credentials;
    return this.#credentialReads.ask(printAuthKey(credentials), {
      load: () => this.#store.authenticate(credentials),
      keep: (identity) => this.#byUuid.set(uuid, { identity, key: Buffer.from(key), until: this.#now() + this.#ttlMs }),
    });
  }

  /** The identity if it is remembered; undefined tells nothing about the credentials. */
  peek({ uuid, key }: AuthKey): Identity | undefined {
    const known = this.#byUuid.get(uuid);
    return this.#isFresh(known) && sameKey(known.key, key) ? known.identity : undefined;
  }

  identityOf(namespace: string): Promise<Identity | undefined> {
    const known = this.#byNamespace.get(namespace);
    if (this.#isFresh(known)) return Promise.resolve(known.identity);
    return this.#namespaceReads.ask(namespace, {
      load: () => this.#store.identityOf(namespace),
      keep: (identity) => this.#byNamespace.set(namespace, { identity, until: this.#now() + this.#ttlMs }),
    });
  }

  /** Subjects or limits were written elsewhere. */
  invalidate(): void {
    this.#byUuid.clear();
    this.#byNamespace.clear();
    this.#credentialReads.forget();
    this.#namespaceReads.forget();
  }

  holdersOf(uuid: string): Promise<readonly KeyHolder[]> {
    return this.#store.holdersOf(uuid);
  }

  blockedNamespaces(): Promise<readonly string[]> {
    return this.#store.blockedNamespaces();
  }

  get(subject: string): Promise<Subject | undefined> {
    return this.#store.get(subject);
  }

  put(subject: Subject): Promise<void> {
    return this.#change(() => this.#store.put(subject));
  }

  delete(subject: string): Promise<void> {
    return this.#change(() => this.#store.delete(subject));
  }

  list(): Promise<readonly Subject[]> {
    return this.#store.list();
  }

  limitsOf(namespace: string): Promise<NamespaceLimits | undefined> {
    return this.#store.limitsOf(namespace);
  }

  setLimits(namespace: string, limits: NamespaceLimits | undefined): Promise<void> {
    return this.#change(() => this.#store.setLimits(namespace, limits));
  }

  close(): Promise<void> {
    this.invalidate();
    return this.#store.close();
  }

  #isFresh<K extends Known>(known: K | undefined): known is K {
    return known !== undefined && known.until > this.#now();
  }

  /** A change of one subject can touch several namespaces and keys, old and new. It is rare: everything is forgotten. */
  async #change(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } finally {
      this.invalidate();
      this.#onWrite();
    }
  }
}

function sameKey(known: Buffer, given: string): boolean {
  const bytes = Buffer.from(given);
  return bytes.length === known.length && timingSafeEqual(bytes, known);
}
