/** The real parts of the distributed platform, installed and started by scripts. @module */
export { partsCache } from './cache';
export { consul, type ConsulPorts, type ConsulStart, type RunningConsul } from './consul';
export { type DebianPackage, unpackDebianPackage } from './debian-package';
export { freePorts } from './free-ports';
export type { Part, PartHome, RunningPart } from './part';
export { ServerProcess, type ServerCommand } from './process';
