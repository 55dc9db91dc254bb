import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafka, kafkaOnZookeeper, partsCache, zookeeper, type RunningKafka, type RunningPart } from './index';
import { kafkaAnswers } from './kafka-probe';

const home = { cache: partsCache() };
let folder: string;
let started: RunningPart[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whisker-kafka-'));
});
afterEach(async () => {
  for (const part of started.reverse()) await part.stop();
  started = [];
  rmSync(folder, { recursive: true, force: true });
});

/** Kills a broker and starts it on the same data and port. */
async function killAndStart(start: (port?: number) => Promise<RunningKafka>): Promise<void> {
  const first = await start();
  started.push(first);
  await first.kill();
  await expect(kafkaAnswers(first.port)).rejects.toThrow('ECONNREFUSED');
  const second = await start(first.port);
  started.push(second);
  expect([second.port, second.pid === first.pid]).toEqual([first.port, false]);
  expect(await kafkaAnswers(second.port)).toBe(true);
  expect(existsSync(join(folder, 'data', 'meta.properties'))).toBe(true);
}

describe('the Kafka parts', () => {
  it('start without ZooKeeper, and again after a kill', async () => {
    await killAndStart((port) => kafka.start(home, { folder, ...(port !== undefined && { port }) }));
  });

  it('start under ZooKeeper, and again after a kill', async () => {
    const keeper = await zookeeper.start(home, { folder: join(folder, 'zookeeper') });
    started.push(keeper);
    await killAndStart((port) =>
      kafkaOnZookeeper.start(home, { folder, zookeeper: keeper.address, ...(port !== undefined && { port }) }),
    );
  });
});
