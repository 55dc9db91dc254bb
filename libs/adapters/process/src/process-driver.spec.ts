import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Runtimes } from '@whisker/entities';
import { containerDriverContract } from '@whisker/testing';
import { ProcessDriver, type ProcessDriverOptions } from './index';

const secret = 'not-for-actions-42';
process.env['WHISKER_SPEC_SECRET'] = secret;
const folder = mkdtempSync(join(tmpdir(), 'whisker-spec-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const node = process.versions.node.split('.')[0];
const runtimes = Runtimes.parse({
  runtimes: {
    nodejs: [{ kind: `nodejs:${node}` }],
    python: [{ kind: 'python:3', default: true }],
    java: [{ kind: 'java:8' }],
  },
});

async function open(name: string, options: Partial<ProcessDriverOptions>) {
  const dataFolder = join(folder, name);
  mkdirSync(dataFolder);
  writeFileSync(join(dataFolder, 'whisks.db'), 'everything');
  const driver = await ProcessDriver.open({
    stateFolder: join(dataFolder, 'containers-of-this-spec'),
    runtimes,
    apiHost: 'http://localhost:1',
    searchPath: process.env['PATH'] ?? '',
    ...options,
  });
  const kinds = { nodejs: `nodejs:${node}`, python: 'python:3' };
  return { driver, kinds, apiHost: 'http://localhost:1', dataFolder, platformSecret: secret };
}

containerDriverContract('processes in sandboxes', () => open('sandboxed', { isolation: 'required' }), {
  isolated: true,
  python: true,
  line: true,
});

containerDriverContract('plain processes', () => open('plain', { isolation: 'off' }), {
  isolated: false,
  python: true,
  line: true,
});

/** What differs without cgroups. */
const aspects = ['limits', 'pause', 'end'] as const;

containerDriverContract(
  'processes in sandboxes, without cgroups',
  () => open('sandboxed-without-cgroups', { isolation: 'required', cgroups: 'off' }),
  { isolated: true, python: false, aspects },
);

containerDriverContract(
  'plain processes, without cgroups',
  () => open('plain-without-cgroups', { isolation: 'off', cgroups: 'off' }),
  { isolated: false, python: false, aspects },
);
