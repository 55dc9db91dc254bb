import type { QualifiedName } from '@whisker/entities';
import type { CachedEntityStore } from './cached-entity-store';
import type { CachedSubjectStore } from './cached-subject-store';

/** Is told of writes that happened elsewhere. */
export interface InvalidationListener {
  entityChanged(name: QualifiedName): void;
  /** Subjects or limits, whichever. */
  subjectsChanged(): void;
  /** Writes may have been missed. */
  allChanged(): void;
}

/** What is under way until it is closed. */
export interface Following {
  close(): Promise<void>;
}

/** Port: where one learns of writes of other processes. Writes of this one may be told, too. */
export interface InvalidationSource {
  /** Resolves once writes from now on are told. */
  follow(listener: InvalidationListener): Promise<Following>;
}

/** Lets caches forget what was written elsewhere. */
export function cacheListener(caches: {
  readonly entities: Pick<CachedEntityStore, 'invalidate' | 'invalidateAll'>;
  readonly subjects: Pick<CachedSubjectStore, 'invalidate'>;
}): InvalidationListener {
  return {
    entityChanged: (name) => caches.entities.invalidate(name),
    subjectsChanged: () => caches.subjects.invalidate(),
    allChanged: () => {
      caches.entities.invalidateAll();
      caches.subjects.invalidate();
    },
  };
}
