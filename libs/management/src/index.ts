/** Use cases on entities and activation records. Callers are already authorised for what they name. @module */
export { ActionResolver, type ResolvedAction } from './action-resolver';
export { Actions } from './actions';
export { ActivationQueries, type ActivationPage } from './activation-queries';
export type { ManagementDeps, Page, PutMode, Rest } from './deps';
export { NamespaceInfo } from './namespace-info';
export { Packages } from './packages';
export { Rules } from './rules';
export { DEFAULT_SECRET_BOUNDS, Secrets, type SecretBounds, type SecretsOptions } from './secrets';
export { Triggers } from './triggers';
