/** The platform's stores, bus, journal and membership on local disk and in one process. @module */
export { DATA_FORMAT, openDataFolder, type DataFolder } from './data-folder';
export { DataFolderError, type DataFolderFault } from './data-folder-error';
export { DurableBus, type DurableBusOptions } from './durable-bus';
export { openEmbeddedStores, type EmbeddedStores, type EmbeddedStoresOptions, type StoreLog } from './embedded-stores';
export { FileOwedRecords, type FileOwedRecordsOptions } from './file-owed-records';
export { FileRunJournal, type FileRunJournalOptions } from './file-run-journal';
export { LocalContainerStates } from './local-container-states';
export { LocalMembership, type LocalMembershipOptions } from './local-membership';
export { LocalStreams } from './local-streams';
export { SqliteActivationStore, type SqliteActivationStoreOptions } from './sqlite-activation-store';
export { SqliteEntityStore, type SqliteEntityStoreOptions } from './sqlite-entity-store';
export { SqliteSecretStore } from './sqlite-secret-store';
export { SqliteRouteStore } from './sqlite-route-store';
export { SqliteSubjectStore } from './sqlite-subject-store';
export { SqliteTriggerStore } from './sqlite-trigger-store';
