import { couchdb, partsCache, type CouchdbStart, type RunningCouchdb } from '@whisker/provision';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server of a suite's own. */
export interface SuiteCouchdb {
  readonly running: RunningCouchdb;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Starts it again on the same port and data, after it was killed. */
  restart(): Promise<void>;
}

const INSTALL_WITHIN_MS = 300_000;

/** Declares that a server runs during the suite. */
export function couchdbForSuite(options: Omit<CouchdbStart, 'dataFolder' | 'port'> = {}): SuiteCouchdb {
  const home = { cache: partsCache() };
  let running: RunningCouchdb | undefined;
  let dataFolder: string;
  beforeAll(async () => {
    await couchdb.install(home);
    dataFolder = mkdtempSync(join(tmpdir(), 'whisker-couchdb-'));
    running = await couchdb.start(home, { ...options, dataFolder });
  }, INSTALL_WITHIN_MS);
  afterAll(async () => {
    await running?.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  return {
    get running() {
      return running as RunningCouchdb;
    },
    get url() {
      return (running as RunningCouchdb).url;
    },
    async restart() {
      running = await couchdb.start(home, { ...options, dataFolder, port: (running as RunningCouchdb).port });
    },
  };
}
