/** Consul: members of the platform, numbers of invokers, states of containers, services of the registrator. @module */
export { ConsulConnection } from './consul-connection';
export { ConsulError, type ConsulFault } from './consul-error';
export { ConsulMembership, type ConsulMembershipOptions } from './consul-membership';
export type { ConsulLog, ConsulOptions } from './consul-options';
