import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { couchdb, partsCache } from './index';

const home = { cache: partsCache() };
let dataFolder: string;

beforeAll(() => couchdb.install(home), 300_000);
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'whisker-couchdb-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

describe('the CouchDB part', () => {
  it('has its databases again after a kill', async () => {
    const first = await couchdb.start(home, { dataFolder });
    expect((await fetch(`${first.url}/a`, { method: 'PUT' })).status).toBe(201);
    // pouchdb-server may answer before a new database is on the disk; a document is.
    expect((await fetch(`${first.url}/a/x`, { method: 'PUT', body: '{}' })).status).toBe(201);
    await first.kill();
    const second = await couchdb.start(home, { dataFolder, port: first.port });
    expect((await fetch(`${second.url}/a/x`)).status).toBe(200);
    await second.stop();
  });

  it('refuses wrong credentials if it has an administrator', async () => {
    const running = await couchdb.start(home, { dataFolder, admin: { user: 'whisker', password: 'secret' } });
    const ask = (password: string) => {
      const authorization = `Basic ${Buffer.from(`whisker:${password}`).toString('base64')}`;
      return fetch(`${running.url}/_all_dbs`, { headers: { authorization } });
    };
    expect((await ask('wrong')).status).toBe(401);
    expect((await ask('secret')).status).toBe(200);
    await running.stop();
  });
});
