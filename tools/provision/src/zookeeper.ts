import { mkdir, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePorts } from './free-ports';
import { javaArguments } from './java';
import { javaProperties } from './java-properties';
import { kafkaClasses } from './kafka-jars';
import type { Part, RunningPart } from './part';
import { ServerProcess } from './process';

/** Its Kafka is the last that can be managed by ZooKeeper, and brings ZooKeeper 3.8.4 along. */
export const ZOOKEEPER_KAFKA_VERSION = '3.9.2';
const HEAP_MB = 64;
const ANSWER_WITHIN_MS = 1000;

export interface ZookeeperOptions {
  /** Its configuration, data and log. A later start on the same folder goes on with them. */
  readonly folder: string;
  /** Default: one that is free. */
  readonly port?: number;
}

export interface RunningZookeeper extends RunningPart {
  readonly port: number;
  /** `host:port`, as brokers want it. */
  readonly address: string;
}

/** ZooKeeper 3.8.4, one server on loopback. */
export const zookeeper: Part<ZookeeperOptions, RunningZookeeper> = {
  name: 'zookeeper',

  async install({ cache }) {
    await kafkaClasses(cache, ZOOKEEPER_KAFKA_VERSION);
  },

  async start({ cache }, { folder, port: wanted }) {
    const classPath = await kafkaClasses(cache, ZOOKEEPER_KAFKA_VERSION);
    const [free = 0] = await freePorts(1);
    const port = wanted ?? free;
    await mkdir(join(folder, 'data'), { recursive: true });
    const file = join(folder, 'zoo.cfg');
    await writeFile(file, configuration(folder, port));
    const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
    const server = await ServerProcess.start({
      name: 'ZooKeeper',
      command: 'java',
      args: [...javaArguments({ heapMb: HEAP_MB, compiler: 'quick' }, classPath, main), file],
      logFile: join(folder, 'zookeeper.log'),
      ready: () => answers(port),
    });
    const { pid } = server;
    return { pid, port, address: `127.0.0.1:${port}`, stop: () => server.stop(), kill: () => server.kill() };
  },
};

function configuration(folder: string, port: number): string {
  return javaProperties({
    dataDir: join(folder, 'data'),
    clientPort: port,
    clientPortAddress: '127.0.0.1',
    tickTime: 1000,
    maxClientCnxns: 0,
    'admin.enableServer': false,
    '4lw.commands.whitelist': 'ruok',
  });
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
    socket.write('ruok');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString() === 'imok';
  } finally {
    socket.destroy();
  }
}
