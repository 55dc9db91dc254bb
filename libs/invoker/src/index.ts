/** Takes work from the bus, runs it in the pool, stores and acknowledges the result. @module */
export type { JournalEntry, RunJournal } from './run-journal';
