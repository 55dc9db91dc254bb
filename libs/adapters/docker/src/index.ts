/** Action containers as containers of a Docker daemon. @module */
export { DockerDriver } from './docker-driver';
export type { Survivor } from './leftovers';
export type { ActionNetwork, DockerDriverOptions } from './options';
