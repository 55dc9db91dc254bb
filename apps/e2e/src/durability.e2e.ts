import { apiClient, until, type ApiClient } from './api';
import { freshFolder, removeFolder, startPlatform } from './platform';

const SLOW = 'async function main({ ms }) { await new Promise((done) => setTimeout(done, ms)); return { slept: ms } }';

/** Asks for a slow action, then ends with what that gave. */
const CONDUCTOR = `function main({ slept }) {
  return slept === undefined ? { action: 'slow', params: { ms: 15000 } } : { params: { slept } };
}`;
const node = (code: string) => ({ exec: { kind: 'nodejs:default', code } });
const RULES = 24;

/** A chain whose second part is slow, a composition of the same kind, and a trigger with many rules to them. */
async function putSlowThings(api: ApiClient): Promise<void> {
  await api('PUT', '/actions/quick', node('function main() { return { ms: 15000 } }'));
  await api('PUT', '/actions/slow', node(SLOW));
  const components = ['/_/quick', '/_/slow'];
  await api('PUT', '/actions/chain', { exec: { kind: 'sequence', components } });
  await api('PUT', '/actions/conduct', { ...node(CONDUCTOR), annotations: [{ key: 'conductor', value: true }] });
  await api('PUT', '/triggers/many', {});
  for (let i = 0; i < RULES; i += 1) {
    const action = `/_/${['quick', 'chain', 'conduct'][i % 3]}`;
    expect((await api('PUT', `/rules/r${i}`, { trigger: '/_/many', action })).status).toBe(200);
  }
}

/** All records of a namespace by id: how many there are, and one of them. */
/** Pages shift while records are added: the list is read again until none was. */
async function allRecords(api: ApiClient) {
  const count = async () => (await api('GET', '/activations?count=true')).json.activations as number;
  for (let round = 0; round < 50; round += 1) {
    const before = await count();
    const found = await listedRecords(api);
    if ((await count()) === before) return found;
  }
  throw new Error('records are added without end');
}

async function listedRecords(api: ApiClient) {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- records of many shapes
  const found = new Map<string, { count: number; record: any }>();
  for (let skip = 0; ; skip += 200) {
    const { json: page } = await api('GET', `/activations?docs=true&limit=200&skip=${skip}`);
    for (const record of page) {
      const count = (found.get(record.activationId)?.count ?? 0) + 1;
      found.set(record.activationId, { count, record });
    }
    if (page.length < 200) return found;
  }
}

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

  it('has one record of every fire, sequence and composition that was accepted before a kill', async () => {
    const first = await startPlatform({ dataFolder });
    const before = apiClient(first);
    await putSlowThings(before);
    const told: string[] = [];
    const note = ({ status, json }: { status: number; json: { activationId: string } }) => {
      if (status === 200 || status === 202) told.push(json.activationId);
    };
    const { json: chained } = await before('POST', '/actions/chain', {});
    told.push(chained.activationId);
    await until(
      async () => (await before('GET', '/activations?name=quick&docs=true')).json,
      (records) => records.some(({ cause }: { cause?: string }) => cause === chained.activationId),
    );
    const asks = ['/triggers/many', '/actions/chain', '/actions/conduct', '/actions/chain?blocking=true&timeout=50'];
    const caller = async (path: string) => {
      for (let i = 0; i < 40; i += 1) note(await before('POST', path, {}));
    };
    const callers = [...asks, '/triggers/many'].map((path) => caller(path).catch(() => undefined));
    await until(
      async () => told.length,
      (count) => count > 60,
    );
    await first.kill();
    await Promise.all(callers);

    const second = await startPlatform({ dataFolder });
    const after = apiClient(second);
    const records = await allRecords(after);
    const counts = told.map((id) => [id, records.get(id)?.count ?? 0]);
    expect(counts.filter(([, count]) => count !== 1)).toEqual([]);
    expect(records.get(chained.activationId)?.record).toMatchObject({
      name: 'chain',
      start: expect.any(Number),
      response: {
        status: 'whisk internal error',
        result: { error: 'The platform stopped before the activation ended.' },
      },
      logs: [expect.stringMatching(/^[0-9a-f]{32}$/)],
      annotations: expect.arrayContaining([{ key: 'path', value: 'guest/chain' }]),
    });
    await second.kill();

    const third = await startPlatform({ dataFolder });
    const later = await allRecords(apiClient(third));
    expect(told.filter((id) => later.get(id)?.count !== 1)).toEqual([]);
    await third.kill();
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
