/** Who may do what, and how often. @module */
export { ConcurrencyThrottle, type ConcurrencyThrottleDeps } from './concurrency-throttle';
export { Entitlement, type EntitlementDeps } from './entitlement';
export { NamespaceBlacklist } from './namespace-blacklist';
export { RateThrottle, type RateThrottleDeps } from './rate-throttle';
export type { Resource, ResourceCollection, Right } from './resource';
