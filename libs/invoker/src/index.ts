/** Takes work from the bus, runs it in the pool, stores and acknowledges the result. @module */
export type { ArgumentKeys } from './argument-opener';
export type { InitExit } from './classify';
export { Invoker } from './invoker';
export type { InvokerLog, InvokerOptions } from './invoker-options';
export type { JournalEntry, RunJournal } from './run-journal';
export type { RunObserver, RunTimings } from './run-observer';
export { StorePolicy, type StoreLevel, type StoreLevels, type StoreQuestion } from './store-policy';
