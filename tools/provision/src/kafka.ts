import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from './free-ports';
import { javaArguments, type JavaSize } from './java';
import { javaProperties } from './java-properties';
import { kafkaClasses } from './kafka-jars';
import { kafkaAnswers } from './kafka-probe';
import type { Part, RunningPart } from './part';
import { ServerProcess } from './process';
import { ZOOKEEPER_KAFKA_VERSION } from './zookeeper';

const run = promisify(execFile);
const KAFKA_VERSION = '4.4.0';
const HEAP_MB = 256;
const FORMAT_WITHIN_MS = 60_000;
const SESSION_MS = 3000;
const LAUNCHES = 6;
/** Any will do: 16 bytes in base64. */
const CLUSTER_ID = 'd2hpc2tlci1rYWZrYS0wMQ';

export interface KafkaOptions {
  /** Its configuration, data and log. A later start on the same folder goes on with them. */
  readonly folder: string;
  /** Where clients reach it. Default: one that is free. After a kill, give the one it had. */
  readonly port?: number;
  /** Default `quick`. */
  readonly compiler?: JavaSize['compiler'];
}

export interface KafkaOnZookeeperOptions extends KafkaOptions {
  /** `host:port` of the ZooKeeper that manages it. */
  readonly zookeeper: string;
}

export interface RunningKafka extends RunningPart {
  readonly port: number;
  /** `host:port`, as clients want it. */
  readonly address: string;
  /** Stops it from running until it is thawed: connections stay, nothing answers. */
  freeze(): void;
  thaw(): void;
}

/** Kafka 4.4.0, one node that is broker and controller (KRaft), on loopback. */
export const kafka: Part<KafkaOptions, RunningKafka> = {
  name: 'kafka',

  async install({ cache }) {
    await kafkaClasses(cache, KAFKA_VERSION);
  },

  async start({ cache }, options) {
    const classPath = await kafkaClasses(cache, KAFKA_VERSION);
    const node = await configure(options, (port, controllerPort) => ({
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
      'controller.listener.names': 'CONTROLLER',
      listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
      // A killed broker's registration outlives it for that long, and keeps the next one waiting.
      'broker.session.timeout.ms': SESSION_MS,
      'broker.heartbeat.interval.ms': 500,
      'share.coordinator.state.topic.replication.factor': 1,
      'share.coordinator.state.topic.min.isr': 1,
    }));
    if (!existsSync(join(node.data, 'meta.properties'))) await format(classPath, node.file);
    return launch(classPath, node, options);
  },
};

/** Kafka 3.9.2, one broker managed by ZooKeeper, on loopback. */
export const kafkaOnZookeeper: Part<KafkaOnZookeeperOptions, RunningKafka> = {
  name: 'kafka-on-zookeeper',

  async install({ cache }) {
    await kafkaClasses(cache, ZOOKEEPER_KAFKA_VERSION);
  },

  async start({ cache }, options) {
    const classPath = await kafkaClasses(cache, ZOOKEEPER_KAFKA_VERSION);
    const node = await configure(options, (port) => ({
      'broker.id': 1,
      'zookeeper.connect': options.zookeeper,
      'zookeeper.session.timeout.ms': SESSION_MS,
      listeners: `PLAINTEXT://127.0.0.1:${port}`,
    }));
    return launchOnceForgotten(() => launch(classPath, node, options));
  },
};

interface Node {
  readonly port: number;
  readonly file: string;
  readonly data: string;
}

type Settings = Readonly<Record<string, string | number | boolean>>;

async function configure(
  { folder, port: wanted }: KafkaOptions,
  own: (port: number, freePort: number) => Settings,
): Promise<Node> {
  const [free = 0, another = 0] = await freePorts(2);
  const port = wanted ?? free;
  const data = join(folder, 'data');
  const file = join(folder, 'server.properties');
  await mkdir(data, { recursive: true });
  const settings: Settings = {
    ...own(port, another),
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': data,
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    // Else every first join of a group waits three seconds for others.
    'group.initial.rebalance.delay.ms': 0,
    'log.cleaner.dedupe.buffer.size': 10_485_760,
  };
  await writeFile(file, javaProperties(settings));
  return { port, file, data };
}

async function format(classPath: string, file: string): Promise<void> {
  const tool = javaArguments({ heapMb: 64, compiler: 'quick' }, classPath, 'kafka.tools.StorageTool');
  await run('java', [...tool, 'format', '-t', CLUSTER_ID, '-c', file], { timeout: FORMAT_WITHIN_MS });
}

/** A killed broker's own entry outlives it by the session: until it is gone, a broker of the same id ends at its start. */
async function launchOnceForgotten(launchOne: () => Promise<RunningKafka>): Promise<RunningKafka> {
  for (let launches = 1; ; launches += 1) {
    try {
      return await launchOne();
    } catch (fault) {
      if (launches === LAUNCHES || !String(fault).includes('NodeExists')) throw fault;
    }
  }
}

async function launch(
  classPath: string,
  { port, file }: Node,
  { folder, compiler = 'quick' }: KafkaOptions,
): Promise<RunningKafka> {
  const server = await ServerProcess.start({
    name: 'Kafka',
    command: 'java',
    args: [...javaArguments({ heapMb: HEAP_MB, compiler }, classPath, 'kafka.Kafka'), file],
    logFile: join(folder, 'kafka.log'),
    ready: () => kafkaAnswers(port),
  });
  return {
    pid: server.pid,
    port,
    address: `127.0.0.1:${port}`,
    stop: () => server.stop(),
    kill: () => server.kill(),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
  };
}
