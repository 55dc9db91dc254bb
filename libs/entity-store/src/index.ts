/** Port to the store of entities and subjects. @module */
export type { BasedOn, EntityStore, ListQuery, PutOptions, Revision, Stored } from './entity-store';
export type { SubjectStore } from './subject-store';
