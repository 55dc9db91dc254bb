/** The feed provider over HTTP: it fires triggers, follows databases and is managed. @module */
export { HttpChangesSource } from './http-changes-source';
export { HttpTriggerApi } from './http-trigger-api';
export { createManagementListener, type ManagementOptions } from './management-listener';
