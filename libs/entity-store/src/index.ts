/** Port to the store of entities and subjects, and the caches in front of it. @module */
export { BusInvalidations, type BusInvalidationsOptions } from './bus-invalidations';
export { CachedEntityStore, type EntityCacheOptions } from './cached-entity-store';
export { CachedSubjectStore, type SubjectCacheOptions } from './cached-subject-store';
export type { BasedOn, EntityStore, ListQuery, PutOptions, Revision, Stored } from './entity-store';
export { cacheListener, type Following, type InvalidationListener, type InvalidationSource } from './invalidation';
export { hashKey, isHashed, provesKey } from './stored-key';
export type { KeyHolder, SubjectStore } from './subject-store';
