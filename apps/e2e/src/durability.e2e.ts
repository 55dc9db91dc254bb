import { apiClient, until } from './api';
import { freshFolder, removeFolder, startPlatform } from './platform';

const SLOW = 'async function main({ ms }) { await new Promise((done) => setTimeout(done, ms)); return { slept: ms } }';

describe('the data folder', () => {
  let dataFolder: string;
  beforeEach(() => (dataFolder = freshFolder()));
  afterEach(() => removeFolder(dataFolder));

  it('keeps the key, actions and activations over a restart', async () => {
    const first = await startPlatform({ dataFolder });
    const before = apiClient(first);
    await before('PUT', '/actions/kept', {
      exec: { kind: 'nodejs:default', code: 'function main() { console.log("line"); return { kept: true } }' },
    });
    const { json: run } = await before('POST', '/actions/kept?blocking=true', {});
    expect(await first.stop()).toBe(0);

    const second = await startPlatform({ dataFolder });
    expect(second.auth).toBe(first.auth);
    const after = apiClient(second);
    expect((await after('GET', '/actions/kept')).json).toMatchObject({
      name: 'kept',
      exec: { code: expect.stringContaining('kept: true') },
    });
    const { json: record } = await after('GET', `/activations/${run.activationId}`);
    expect(record).toMatchObject({
      response: { result: { kept: true } },
      logs: [expect.stringContaining('stdout: line')],
    });
    expect((await after('POST', '/actions/kept?blocking=true&result=true', {})).json).toEqual({ kept: true });
    await second.stop();
  });

  it('loses nothing it acknowledged when the process is killed in the middle', async () => {
    const first = await startPlatform({ dataFolder });
    const before = apiClient(first);
    await before('PUT', '/actions/quick', { exec: { kind: 'nodejs:default', code: 'function main() { return {} }' } });
    await before('PUT', '/actions/slow', { exec: { kind: 'nodejs:default', code: SLOW } });
    const told: string[] = [];
    const caller = async () => {
      for (;;) {
        const blocking = told.length % 2 === 0;
        const answer = await before('POST', `/actions/quick?blocking=${blocking}`, {});
        if (answer.status === 200 || answer.status === 202) told.push(answer.json.activationId);
      }
    };
    const callers = Array.from({ length: 8 }, () => caller().catch(() => undefined));
    for (let i = 0; i < 4; i += 1) {
      const { json } = await before('POST', '/actions/slow', { ms: 60_000 });
      told.push(json.activationId);
    }
    await until(
      async () => told.length,
      (count) => count > 300,
    );
    await first.kill();
    await Promise.all(callers);

    const second = await startPlatform({ dataFolder });
    const after = apiClient(second);
    const missing = async () => {
      const found = await Promise.all(
        told.map(async (id) => [id, (await after('GET', `/activations/${id}`)).status] as const),
      );
      return found.filter(([, status]) => status !== 200).map(([id]) => id);
    };
    expect(await until(missing, (ids) => ids.length === 0, 70_000)).toEqual([]);
    await second.stop();
  }, 180_000);

  it('finishes what runs before it stops', async () => {
    const platform = await startPlatform({ dataFolder });
    const api = apiClient(platform);
    await api('PUT', '/actions/slow', { exec: { kind: 'nodejs:default', code: SLOW } });
    const running = api('POST', '/actions/slow?blocking=true&result=true', { ms: 1500 });
    await until(
      () => api('GET', '//invokers'),
      ({ status }) => status === 200,
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    const stopped = platform.stop();
    expect((await running).json).toEqual({ slept: 1500 });
    expect(await stopped).toBe(0);
  });
});
