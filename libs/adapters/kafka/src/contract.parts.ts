import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  kafka,
  kafkaOnZookeeper,
  partsCache,
  zookeeper,
  type RunningKafka,
  type RunningPart,
} from '@whisker/provision';
import { messageBusContract, type PortUnderTest } from '@whisker/testing';
import { KafkaBus } from './index';

const home = { cache: partsCache() };

/** The contract of the bus on brokers of one kind, started once. */
function onBrokers(name: string, start: (folder: string, started: RunningPart[]) => Promise<RunningKafka>): void {
  describe(`with ${name}`, () => {
    const started: RunningPart[] = [];
    let folder: string;
    let brokers: readonly string[];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'whisker-kafka-'));
      const running = await start(folder, started);
      started.push(running);
      brokers = [running.address];
    });
    afterAll(async () => {
      for (const part of started.reverse()) await part.kill();
      rmSync(folder, { recursive: true, force: true });
    });

    messageBusContract('KafkaBus', async (): Promise<PortUnderTest<KafkaBus>> => {
      let subject = new KafkaBus({ brokers });
      return {
        subject,
        close: () => subject.close(),
        async reopen() {
          await subject.close();
          return (subject = new KafkaBus({ brokers }));
        },
      };
    });
  });
}

onBrokers('Kafka 4.4 alone', (folder) => kafka.start(home, { folder }));
onBrokers('Kafka 3.9 under ZooKeeper', async (folder, started) => {
  const keeper = await zookeeper.start(home, { folder: join(folder, 'zookeeper') });
  started.push(keeper);
  return kafkaOnZookeeper.start(home, { folder, zookeeper: keeper.address });
});
