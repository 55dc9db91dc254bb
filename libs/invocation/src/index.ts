/** Invoke an action and wait for its answer. @module */
export { ActionInvoker, type ActionInvokerOptions } from './action-invoker';
export type { InvokeCall, InvokeOutcome, InvokeStrategy } from './invoke-call';
export type { RecordPolicy, StoreQuestion } from './record-keeper';
export type { StartWithin } from './start-within';
export { TriggerFirer, type FireCall, type TriggerFirerOptions } from './trigger-firer';
