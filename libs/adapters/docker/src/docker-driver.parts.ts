import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Runtimes } from '@whisker/entities';
import { docker, partsCache, runtimeImages, type RunningDocker, type RuntimeImages } from '@whisker/provision';
import { containerDriverContract } from '@whisker/testing';
import { DockerDriver, type DockerDriverOptions } from './index';

const home = { cache: partsCache() };
const secret = 'not-for-actions-42';
process.env['WHISKER_SPEC_SECRET'] = secret;
const folder = mkdtempSync(join(tmpdir(), 'whisker-parts-'));
const node = process.versions.node.split('.')[0];
let daemon: RunningDocker;
let images: RuntimeImages;

/** The first time packages are fetched and images built. */
const FIRST_TIME_MS = 900_000;

beforeAll(async () => {
  await docker.install(home);
  daemon = await docker.start(home, { folder: join(folder, 'docker') });
  images = await runtimeImages(daemon, home);
}, FIRST_TIME_MS);
afterAll(async () => {
  await daemon.stop();
  rmSync(folder, { recursive: true });
});

function manifest(): Runtimes {
  const entry = (kind: string, image: string) => {
    const [prefix = '', name = ''] = image.replace(/:latest$/, '').split('/');
    return { kind, image: { prefix, name, tag: 'latest' } };
  };
  return Runtimes.parse({
    runtimes: { nodejs: [entry(`nodejs:${node}`, images.nodejs)], python: [entry('python:3', images.python)] },
  });
}

async function open(name: string, options: Partial<DockerDriverOptions> = {}) {
  const dataFolder = join(folder, name);
  mkdirSync(dataFolder);
  writeFileSync(join(dataFolder, 'whisks.db'), 'everything');
  const driver = new DockerDriver({
    stateFolder: join(dataFolder, 'containers'),
    runtimes: manifest(),
    apiHost: 'http://localhost:1',
    invoker: 0,
    instance: name,
    socketPath: daemon.socketPath,
    pull: 'never',
    log: {
      warn: (message, details) => process.stderr.write(`${message} ${String(details?.['error'])}\n`),
      error: () => undefined,
    },
    ...options,
  });
  await driver.warmUp();
  const kinds = { nodejs: `nodejs:${node}`, python: 'python:3' };
  return { driver, kinds, apiHost: 'http://localhost:1', dataFolder, platformSecret: secret };
}

containerDriverContract('Docker', () => open('contract'), { isolated: true, python: true, line: true });
