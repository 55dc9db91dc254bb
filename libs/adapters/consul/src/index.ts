/** Consul: members of the platform, numbers of invokers, states of containers, services of the registrator. @module */
export { ConsulConnection } from './consul-connection';
export { ConsulContainerStates, type ConsulContainerStatesOptions } from './consul-container-states';
export { ConsulError, type ConsulFault } from './consul-error';
export { ConsulMembership, type ConsulMembershipOptions } from './consul-membership';
export type { ConsulLog, ConsulOptions } from './consul-options';
export type { NumberLease } from './held-number';
export { InvokerNumbers, type InvokerNumbersOptions } from './invoker-numbers';
export { ConsulServiceRegistry } from './consul-service-registry';
