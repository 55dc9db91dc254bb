import type { AuthKey, Identity, NamespaceLimits, Subject } from '@whisker/entities';

/** Whoever has a key, and what proves it. */
export interface KeyHolder {
  readonly identity: Identity;
  /** The key, or what `hashKey` made of it. */
  readonly key: string;
}

/**
 * Port: subjects, their keys and the limits of their namespaces.
 * Contract suite: `subjectStoreContract` in `@whisker/testing`.
 */
export interface SubjectStore {
  /**
   * The identity these credentials belong to; undefined if unknown, wrong or blocked. What is stored as a key may be its
   * hash; `provesKey` compares with either, in constant time.
   */
  authenticate(credentials: AuthKey): Promise<Identity | undefined>;
  /** The identity that owns a namespace; undefined if unknown or blocked. */
  identityOf(namespace: string): Promise<Identity | undefined>;
  /** Who has a key with this id, as far as not blocked. One, unless an operator gave the same id twice. */
  holdersOf(uuid: string): Promise<readonly KeyHolder[]>;
  /** Names of the namespaces that may run nothing: those of blocked subjects, and those with a rate or concurrency of 0. */
  blockedNamespaces(): Promise<readonly string[]>;
  get(subject: string): Promise<Subject | undefined>;
  /** Creates or replaces. */
  put(subject: Subject): Promise<void>;
  delete(subject: string): Promise<void>;
  list(): Promise<readonly Subject[]>;
  limitsOf(namespace: string): Promise<NamespaceLimits | undefined>;
  /** Creates or replaces; undefined removes. */
  setLimits(namespace: string, limits: NamespaceLimits | undefined): Promise<void>;
  close(): Promise<void>;
}
