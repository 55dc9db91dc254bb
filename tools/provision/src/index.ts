/** The real parts of the distributed platform, installed and started by scripts. @module */
export { partsCache } from './cache';
export { couchdb, type CouchdbAdmin, type CouchdbStart, type RunningCouchdb } from './couchdb';
export { freePorts } from './free-ports';
export { installOnce } from './install-once';
export type { Part, PartHome, RunningPart } from './part';
export { ServerProcess, type ServerCommand } from './process';
