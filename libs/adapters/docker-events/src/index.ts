/** Docker's events and inspections for the registrator. @module */
export { DockerEngine, type DockerEngineOptions, DockerError } from './docker-engine';
