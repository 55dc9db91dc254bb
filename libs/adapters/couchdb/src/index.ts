/** The platform's stores in CouchDB. @module */
export { byWholePeriods, type Period } from './activation-databases';
export { type BulkWriterOptions } from './bulk-writer';
export { type ChangesFollowerOptions } from './changes-follower';
export { CouchActivationStore, type CouchActivationStoreOptions } from './couch-activation-store';
export { CouchEntityStore, type CouchEntityStoreOptions } from './couch-entity-store';
export { CouchUnavailable, type CouchFault } from './couch-failure';
export { CouchInvalidations } from './couch-invalidations';
export { CouchOptionError, type CouchLog, type CouchOptions } from './couch-options';
export { CouchRouteStore } from './couch-route-store';
export { CouchSecretStore } from './couch-secret-store';
export { openCouchStores, type CouchStores, type CouchStoresOptions, type PartHealth } from './couch-stores';
export { CouchSubjectStore } from './couch-subject-store';
export { CouchTriggerStore } from './couch-trigger-store';
export { initDatabases, type InitializedDatabase } from './init-databases';
export { ForeignDatabase, type Installation, type InstallOptions } from './install-database';
