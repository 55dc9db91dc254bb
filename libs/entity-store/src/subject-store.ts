import type { AuthKey, Identity, NamespaceLimits, Subject } from '@whisker/entities';

/**
 * Port: subjects, their keys and the limits of their namespaces.
 * Contract suite: `subjectStoreContract` in `@whisker/testing`.
 */
export interface SubjectStore {
  /** The identity these credentials belong to; undefined if unknown, wrong or blocked. Keys are compared in constant time. */
  authenticate(credentials: AuthKey): Promise<Identity | undefined>;
  /** The identity that owns a namespace; undefined if unknown or blocked. */
  identityOf(namespace: string): Promise<Identity | undefined>;
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
