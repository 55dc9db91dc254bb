/** Invoke an action and wait for its answer. @module */
export { ActionInvoker, type ActionInvokerOptions } from './action-invoker';
export type { InvokeCall, InvokeOutcome, InvokeStrategy } from './invoke-call';
export type { OwedRecords } from './owed-records';
export type { RecordPolicy, StoreQuestion } from './record-keeper';
export type { StartWithin } from './start-within';
export { storeOwedRecords, type OwedRecordsRecovery } from './store-owed-records';
export { TriggerFirer, type FireCall, type TriggerFirerOptions } from './trigger-firer';
