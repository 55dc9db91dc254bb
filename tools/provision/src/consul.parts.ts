import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partsCache } from './cache';
import { consul } from './consul';

const home = { cache: partsCache() };

describe('Consul as a part', () => {
  let dataFolder: string;
  beforeAll(async () => {
    await consul.install(home);
    dataFolder = await mkdtemp(join(tmpdir(), 'whisker-consul-part-'));
  });
  afterAll(() => rm(dataFolder, { recursive: true, force: true }));

  it('keeps its state over a kill', async () => {
    const first = await consul.start(home, { dataFolder });
    await fetch(`${first.url}/v1/kv/kept`, { method: 'PUT', body: 'as it was' });
    await first.kill();
    await expect(fetch(`${first.url}/v1/kv/kept`)).rejects.toThrow();
    const second = await consul.start(home, { dataFolder, ports: first.ports });
    try {
      expect(second.url).toBe(first.url);
      expect(await (await fetch(`${second.url}/v1/kv/kept?raw`)).text()).toBe('as it was');
    } finally {
      await second.stop();
    }
  });
});
