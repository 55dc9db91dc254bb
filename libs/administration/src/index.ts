/** Users, their keys, and the limits of their namespaces. @module */
export { ActionKeys, isDerived, type ActionKeysDeps } from './action-keys';
export { Administration, type AdministrationOptions, type AdministrationParts } from './administration';
export { runCommand, type AdminCommand, type CommandName } from './commands';
export { changeLimits, limitFields, type LimitChanges, type LimitField, type LimitType } from './limit-fields';
export { Namespaces, type ShownLimits, type ShownNamespace } from './namespaces';
export { newAuthKey } from './new-key';
export { AdministrationRefusal, type RefusalReason } from './refusal';
export {
  Users,
  type BlockOutcome,
  type InNamespace,
  type NewKey,
  type ShownKey,
  type ShownUser,
  type UsersDeps,
  type Whose,
} from './users';
