import { Cgroups, describeInterpreters, probeIsolation } from '@whisker/adapter-process';
import { Runtimes, type RuntimesManifest } from '@whisker/entities';
import manifest from '@whisker/runtimes/runtimes.json';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { dirname } from 'node:path';
import type { Settings } from './config';

const DOCKER_SOCKET = '/var/run/docker.sock';
const DOCKER_ANSWERS_WITHIN_MS = 2000;

/** One thing this machine can or cannot do. */
interface Finding {
  readonly what: string;
  readonly state: 'yes' | 'no';
  readonly detail: string;
}

/** Tells what this machine can do and what is missing. Looks only; changes nothing. */
export async function doctor(settings: Settings, { json }: { json: boolean }): Promise<void> {
  const findings = (
    await Promise.all([node(), kinds(settings), sandbox(settings), cgroups(), docker(), dataFolder(settings)])
  ).flat();
  process.stdout.write(json ? `${JSON.stringify(findings)}\n` : findings.map(printed).join(''));
}

function printed({ what, state, detail }: Finding): string {
  return `${state === 'yes' ? '  ok ' : '  -- '} ${what.padEnd(22)} ${detail}\n`;
}

const found = (what: string, detail: string): Finding => ({ what, state: 'yes', detail });
const missing = (what: string, detail: string): Finding => ({ what, state: 'no', detail });

function node(): Finding[] {
  return [found('node', `${process.version} at ${process.execPath}`)];
}

async function kinds({ searchPath }: Settings): Promise<Finding[]> {
  const lines = await describeInterpreters(Runtimes.parse(manifest as RuntimesManifest), { searchPath });
  return lines.map(({ kind, path, version }) =>
    path === undefined
      ? missing(
          kind,
          `no interpreter: actions of this kind are refused. Put ${kind.replace(':', ' ')} on the PATH to offer it.`,
        )
      : found(kind, `${version} at ${path}`),
  );
}

async function sandbox({ searchPath }: Settings): Promise<Finding[]> {
  const report = await probeIsolation({ searchPath, network: 'host' });
  if (report.works) return [found('sandbox', `bubblewrap at ${report.isolation.bwrap}`)];
  return [
    missing(
      'sandbox',
      `${report.reason}: actions run as plain child processes. Install bubblewrap (on Debian: apt-get install bubblewrap).`,
    ),
  ];
}

async function cgroups(): Promise<Finding[]> {
  const { abilities } = (await Cgroups.probe()) ?? {
    abilities: { memoryLimit: false, pidsLimit: false, control: false },
  };
  const finding = (what: string, works: boolean, without: string) =>
    works ? found(what, 'enforced by cgroups') : missing(what, without);
  return [
    finding(
      'memory limit',
      abilities.memoryLimit,
      'no writable cgroup: memory is watched, and an action over its limit is killed',
    ),
    finding(
      'process limit',
      abilities.pidsLimit,
      'no writable cgroup: the number of processes of an action is not limited',
    ),
    finding('freezing', abilities.control, 'no writable cgroup: idle actions are stopped by signal'),
  ];
}

async function docker(): Promise<Finding[]> {
  const version = await dockerVersion().catch(() => undefined);
  if (version !== undefined) return [found('docker', `engine ${version}`)];
  return [missing('docker', `no engine answers at ${DOCKER_SOCKET}; the embedded platform does not need one`)];
}

function dockerVersion(): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { socketPath: DOCKER_SOCKET, path: '/version', timeout: DOCKER_ANSWERS_WITHIN_MS },
      (answer) => {
        let text = '';
        answer.on('data', (part: Buffer) => (text += part.toString()));
        answer.on('end', () => {
          try {
            resolve(String((JSON.parse(text) as { Version?: string }).Version));
          } catch (error) {
            reject(error as Error);
          }
        });
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', reject);
    asked.end();
  });
}

async function dataFolder({ data }: Settings): Promise<Finding[]> {
  const existing = await nearestExisting(data);
  const writable = await access(existing, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (writable && (await stat(existing)).isDirectory())
    return [found('data folder', existing === data ? data : `${data} (will be made)`)];
  return [missing('data folder', `${existing} is not a folder that can be written. Choose another with --data.`)];
}

async function nearestExisting(folder: string): Promise<string> {
  const there = await stat(folder).then(
    () => true,
    () => false,
  );
  return there || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}
