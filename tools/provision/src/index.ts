/** The real parts of the distributed platform, installed and started by scripts. @module */
export { partsCache } from './cache';
export { consul, type ConsulPorts, type ConsulStart, type RunningConsul } from './consul';
export { type DebianPackage, unpackDebianPackage } from './debian-package';
export { docker, type DockerOptions, type RunningDocker } from './docker';
export { freePorts } from './free-ports';
export { ensurePrograms, type DebianProgram } from './debian';
export { runtimeImages, type RuntimeImages } from './images';
export { installOnce } from './install-once';
export { kafka, kafkaOnZookeeper, type KafkaOnZookeeperOptions, type KafkaOptions, type RunningKafka } from './kafka';
export { couchdb, type CouchdbAdmin, type CouchdbStart, type RunningCouchdb } from './couchdb';
export type { Part, PartHome, RunningPart } from './part';
export { ServerProcess, type ServerCommand } from './process';
export { zookeeper, type RunningZookeeper, type ZookeeperOptions } from './zookeeper';
