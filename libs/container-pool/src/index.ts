/** Action containers: driver port, pool, state machine, keep-alive and eviction. @module */
export type { AcquireRequest, ContainerShare } from './acquire-request';
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
export { ContainerPool } from './container-pool';
export { containerStates, type ContainerEvent, type ContainerState } from './container-states';
export type { Lease, LeaseOutcome, StartKind } from './lease';
export type { ActionStats } from './policies/action-stats';
export type { EvictionCandidate, EvictionPolicy, EvictionView } from './policies/eviction-policy';
export { FixedKeepAlive, type FixedKeepAliveOptions } from './policies/fixed-keep-alive';
export { FixedStemCells, type StemCellSetting } from './policies/fixed-stem-cells';
export type { IdleContainer } from './policies/idle-container';
export type { KeepAliveDecision, KeepAlivePolicy } from './policies/keep-alive-policy';
export type { LinePolicy } from './policies/line-policy';
export { OldestFirst } from './policies/oldest-first';
export { RentOrBuy, type RentOrBuyOptions } from './policies/rent-or-buy';
export { ShortRunsLine, type ShortRunsLineOptions } from './policies/short-runs-line';
export type { StartPolicy, StartView } from './policies/start-policy';
export type { PrewarmPolicy, PrewarmTarget, PrewarmView, SpecDemand } from './policies/prewarm-policy';
export type { PoolLog, PoolOptions } from './pool-options';
export { PoolRefusal, type PoolRefusalReason } from './pool-refusal';
export type { ContainerView, PoolSnapshot } from './pool-snapshot';
export type { StreamedAnswer, StreamEnd, StreamingCall } from './streamed-answer';
export {
  type ContainerStates,
  type PublishedContainer,
  publishedContainers,
  type PublishedState,
} from './published-containers';
