/** The real parts of the distributed platform, installed and started by scripts. @module */
export { partsCache } from './cache';
export type { Part, PartHome, RunningPart } from './part';
export { ServerProcess, type ServerCommand } from './process';
