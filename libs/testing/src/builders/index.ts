/** Builders of entities and callers, and fakes of the stores. @module */
export { anActivation } from './activation';
export { aBinding, aLink, anAction, aPackage, aRule, aSequence, aTrigger, BUILT_AT } from './entities';
export { anIdentity } from './identity';
export { InMemoryActivationStore } from './in-memory-activation-store';
export { InMemoryEntityStore, SEEDED_CODE } from './in-memory-entity-store';
export { InMemoryOwedRecords } from './in-memory-owed-records';
export { InMemorySecretStore } from './in-memory-secret-store';
export { InMemoryRouteStore } from './in-memory-route-store';
export { InMemorySubjectStore } from './in-memory-subject-store';
export { ManualTime } from './manual-time';
export { aSecretVault } from './secret-vault';
export { aRuntime, someRuntimes } from './runtimes';
