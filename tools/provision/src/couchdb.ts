import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from './free-ports';
import { installOnce } from './install-once';
import type { Part, PartHome, RunningPart } from './part';
import { ServerProcess } from './process';

/** No registry carries CouchDB's own server; this one speaks its protocol (what differs: docs/couchdb.md). */
const PACKAGE = 'pouchdb-server@4.2.0';
const FOLDER = 'pouchdb-server-4.2.0';
const INSTALL_WITHIN_MS = 300_000;

/** An administrator of the server. */
export interface CouchdbAdmin {
  readonly user: string;
  readonly password: string;
}

export interface CouchdbStart {
  /** What it keeps; started again on the same it has its databases back. Default: a folder of its own, removed by `stop`. */
  readonly dataFolder?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Default: none, everybody is one. */
  readonly admin?: CouchdbAdmin;
}

/** A started server with CouchDB's interface. */
export interface RunningCouchdb extends RunningPart {
  /** `http://127.0.0.1:<port>`, without credentials. */
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  /** Stops it from answering until {@link RunningCouchdb.thaw}: connections stay open. */
  freeze(): void;
  thaw(): void;
}

/** One server that keeps its databases on disk. */
export const couchdb: Part<CouchdbStart, RunningCouchdb> = {
  name: 'CouchDB (pouchdb-server)',
  install: async ({ cache }) => {
    await installOnce(cache, FOLDER, installPackage);
  },
  start: startCouchdb,
};

/** Its native parts come prebuilt: no script of a package has to run. */
async function installPackage(folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'whisker-part', private: true }));
  const args = ['install', PACKAGE, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  try {
    await promisify(execFile)('npm', args, { cwd: folder, timeout: INSTALL_WITHIN_MS });
  } catch (cause) {
    throw new Error(`${PACKAGE} cannot be installed: see that \`npm view ${PACKAGE}\` reaches a registry.`, { cause });
  }
}

async function startCouchdb({ cache }: PartHome, options: CouchdbStart): Promise<RunningCouchdb> {
  const port = options.port ?? ((await freePorts(1))[0] as number);
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'whisker-couchdb-')));
  const configuration = join(dataFolder, 'config.json');
  await mkdir(dataFolder, { recursive: true });
  await writeFile(configuration, JSON.stringify(configurationOf(options)));
  const url = `http://127.0.0.1:${port}`;
  const place = ['--host', '127.0.0.1', '--port', `${port}`, '--dir', '.', '--config', configuration];
  const server = await ServerProcess.start({
    name: couchdb.name,
    command: process.execPath,
    args: [join(cache, FOLDER, 'node_modules/pouchdb-server/bin/pouchdb-server'), ...place, '--no-stdout-logs'],
    cwd: dataFolder,
    logFile: join(dataFolder, 'server.log'),
    ready: () => isReady(url),
  });
  const stop = async () => {
    await server.stop();
    if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
  };
  const control = { stop, kill: () => server.kill(), freeze: () => server.freeze(), thaw: () => server.thaw() };
  return { url, port, dataFolder, pid: server.pid, ...control };
}

function configurationOf({ admin }: CouchdbStart) {
  return { log: { level: 'error' }, ...(admin && { admins: { [admin.user]: admin.password } }) };
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
}
