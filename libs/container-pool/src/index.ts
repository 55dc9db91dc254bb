/** Action containers: driver port, pool, state machine, keep-alive and eviction. @module */
export {
  ContainerError,
  type CallOptions,
  type CollectedLogs,
  type Container,
  type ContainerDriver,
  type ContainerSpec,
  type InitRequest,
  type LogLine,
  type RunFields,
  type RuntimeAnswer,
} from './container';
