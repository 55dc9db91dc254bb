/** Registrator: what containers are registered as, and keeping a registry in step with a container engine. @module */
export type { ContainerDetails, ContainerPort, ContainerStatus } from './container-details';
export type { ContainerEngine, ContainerEvent, EventListener, ListedContainer, ServiceRegistry } from './ports';
export { RefusedRegistration } from './reconciler';
export type { CheckTiming, RegisteredService, ServiceCheck, ServiceRegistration, WantedService } from './registration';
export { Registrator, type RegistratorLog, type RegistratorOptions } from './registrator';
export { parseServiceId, serviceId, type ServiceIdParts } from './service-id';
export { servicesOf, type TranslationOptions } from './translate';
export { type ExitBehaviour, type Wanted, wantedOf, type WantedOptions } from './wanted';
