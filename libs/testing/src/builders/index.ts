/** Builders of entities and callers, and fakes of the stores. @module */
export { anActivation } from './activation';
export { aBinding, aLink, anAction, aPackage, aRule, aSequence, aTrigger, BUILT_AT } from './entities';
export { anIdentity } from './identity';
export { InMemoryActivationStore } from './in-memory-activation-store';
export { InMemoryEntityStore, SEEDED_CODE } from './in-memory-entity-store';
export { InMemorySubjectStore } from './in-memory-subject-store';
export { ManualTime } from './manual-time';
export { aRuntime, someRuntimes } from './runtimes';
