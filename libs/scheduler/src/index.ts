/** Places activations on invokers and keeps account of those in flight. @module */
export { HashPlacement, type HashPlacementOptions } from './hash-placement';
export { InvokerSlots, type SlotsOptions } from './invoker-slots';
export { Ledger, type LedgerEntry, type LedgerOpening } from './ledger';
export type { Placement, PlacementPolicy, PlacementRequest } from './placement';
export { Scheduler } from './scheduler';
export type {
  InvokerView,
  Published,
  PublishRequest,
  SchedulerCounts,
  SchedulerLimits,
  SchedulerOptions,
} from './scheduler-options';
