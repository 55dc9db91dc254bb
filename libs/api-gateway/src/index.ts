/**
 * The API gateway: routes compiled from swagger documents, their management, and the proxy to their backends.
 * @module
 */
export { Apis, type ApiQuery } from './apis';
export { compileApi, type CompileOptions } from './compile-api';
export type { Backend, CompiledApi, Operation, RateLimit, Resource, Security } from './compiled-api';
export { createGateway, type Gateway, type GatewayOptions } from './gateway';
export { defaultGatewayLimits, type GatewayLimits, type TargetPolicy } from './gateway-options';
export { GatewayRefusal } from './gateway-refusal';
export type { GatewayCredentials } from './management-listener';
export type { ApiKey, ManagedApi, RouteStore, Subscription } from './route-store';
export { RouteTree, type Match } from './route-tree';
export type { Target } from './target';
