/** Action containers as child processes, sandboxed by bubblewrap where it works. @module */
export { installModules } from './action-modules';
export { ProcessDriver } from './process-driver';
export { SYSTEM_PATH, type ProcessDriverOptions } from './options';
export {
  describeInterpreters,
  findInterpreters,
  interpreterOf,
  type Family,
  type Interpreter,
  type InterpreterLine,
  type InterpreterSearch,
} from './interpreters';
export { probeIsolation, type Isolation, type IsolationProbe, type IsolationReport } from './isolation';
export { Cgroups, type CgroupAbilities } from './cgroups';
