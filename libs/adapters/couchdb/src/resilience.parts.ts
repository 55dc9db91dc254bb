import type { Activation } from '@whisker/entities';
import { freePorts } from '@whisker/provision';
import { anAction, anActivation } from '@whisker/testing';
import { setTimeout as wait } from 'node:timers/promises';
import { openCouchStores, type CouchStores } from './couch-stores';
import { initDatabases } from './init-databases';
import { couchdbForSuite } from './testing/couchdb-for-suite';

const server = couchdbForSuite({ admin: { user: 'whisker', password: 'secret' } });
const UNAVAILABLE = { code: 'unavailable', kind: 'unavailable' };

const logged: string[] = [];
let stores: CouchStores;

const access = () => ({ url: server.url, username: 'whisker', password: 'secret' });
const aRecord = (n: number): Activation =>
  anActivation({ activationId: n.toString(16).padStart(32, '0'), start: 1_700_000_000_000 + n });

beforeAll(() => initDatabases(access()));
beforeEach(() => {
  logged.length = 0;
  const log = (level: string, message: string) => logged.push(`${level}: ${message}`);
  stores = openCouchStores({ ...access(), requestTimeoutMs: 2_000, log, activations: { recent: { size: 1 } } });
});
afterEach(() => stores.close());

/** Stores records one after the other, forever; tells which ones it was told are stored. */
function storeSteadily() {
  const acknowledged: Activation[] = [];
  let ended = false;
  const work = (async () => {
    for (let n = 0; !ended; n += 1) {
      const record = aRecord(n);
      void stores.activations.store(record).then(
        () => acknowledged.push(record),
        () => undefined,
      );
      await wait(2);
    }
  })();
  return { acknowledged, end: () => ((ended = true), work) };
}

async function allIds(): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (let skip = 0; ; skip += 200) {
    const page = await stores.activations.list({ namespace: 'guest', skip, limit: 200 });
    for (const { activationId } of page) ids.add(activationId);
    if (page.length === 0) return ids;
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await wait(20);
  }
}

it('loses no record that it told is stored, and goes on by itself, when the server is killed and comes back', async () => {
  const steady = storeSteadily();
  await until('some are stored', () => steady.acknowledged.length > 100);
  await server.running.kill();
  const before = steady.acknowledged.length;
  await expect(stores.entities.get(anAction().name)).rejects.toMatchObject(UNAVAILABLE);
  await server.restart();
  await until('more are stored', () => steady.acknowledged.length > before + 100);
  await steady.end();
  const kept = await allIds();
  expect(steady.acknowledged.filter(({ activationId }) => !kept.has(activationId))).toEqual([]);
  expect(logged).toEqual([
    expect.stringMatching(/^error: CouchDB at http.* does not answer: check that it runs there/),
    expect.stringMatching(/^info: CouchDB at http.* answers again$/),
  ]);
});

it('answers in time while the server is stalled, and works when it is not any more', async () => {
  server.running.freeze();
  try {
    await expect(stores.subjects.identityOf('guest')).rejects.toMatchObject({ ...UNAVAILABLE, fault: 'late' });
    expect(await stores.ping()).toMatchObject({ up: false, problem: expect.stringContaining('in time') });
  } finally {
    server.running.thaw();
  }
  await expect(stores.subjects.identityOf('guest')).resolves.toBeUndefined();
});

describe('readiness', () => {
  const pinged = async (options: Parameters<typeof openCouchStores>[0]) => {
    const opened = openCouchStores(options);
    const health = await opened.ping();
    await opened.close();
    return health;
  };

  it('is told when all is there', async () => {
    expect(await stores.ping()).toEqual({ part: 'couchdb', up: true });
  });

  it('names the settings when credentials are wrong', async () => {
    const { problem } = await pinged({ ...access(), password: 'wrong' });
    expect(problem).toMatch(/refuses the credentials .* check the settings username and password/);
  });

  it('names the command when databases are missing', async () => {
    const { problem } = await pinged({ ...access(), prefix: 'other_' });
    expect(problem).toMatch(/has no database other_\w+: run `whisker admin db init`/);
  });

  it('names the server that is not there', async () => {
    const [port] = await freePorts(1);
    const { problem } = await pinged({ url: `http://127.0.0.1:${port}` });
    expect(problem).toMatch(
      /CouchDB at http:\/\/127.0.0.1:\d+ does not answer: check that it runs there .*ECONNREFUSED/,
    );
  });

  it('leaves the stores with the catalogued refusal, and its reason for operators', async () => {
    const opened = openCouchStores({ ...access(), prefix: 'other_' });
    const refusal = await opened.entities.get(anAction().name).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ ...UNAVAILABLE, fault: 'database-missing' });
    expect((refusal as Error).message).not.toContain('other_');
    await opened.close();
  });
});
