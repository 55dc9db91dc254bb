import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackDebianPackage } from './debian-package';
import { freePorts } from './free-ports';
import { installOnce } from './install-once';
import type { Part, PartHome, RunningPart } from './part';
import { ServerProcess } from './process';

/** The last release of Debian that carries Consul (1.8.7). */
const PACKAGE = { name: 'consul', release: 'bullseye' };
const FOLDER = `${PACKAGE.name}-${PACKAGE.release}`;
const NODE = 'whisker';

/** Ports of a Consul server, all on loopback. */
export interface ConsulPorts {
  readonly http: number;
  readonly server: number;
  readonly serf: number;
}

export interface ConsulStart {
  /** What it keeps; started again on the same it has its state back. Default: a folder of its own, removed by `stop`. */
  readonly dataFolder?: string;
  /** Default: free ones. */
  readonly ports?: ConsulPorts;
  /** Lets services registered over HTTP have script checks. Default false: who may register may then run commands. */
  readonly scriptChecks?: boolean;
}

/** A started Consul server. */
export interface RunningConsul extends RunningPart {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly ports: ConsulPorts;
  readonly dataFolder: string;
}

/** One Consul server, its own leader. */
export const consul: Part<ConsulStart, RunningConsul> = {
  name: 'Consul',
  install: async ({ cache }) => {
    await installOnce(cache, FOLDER, (folder) => unpackDebianPackage(PACKAGE, folder));
  },
  start: startConsul,
};

async function startConsul({ cache }: PartHome, options: ConsulStart): Promise<RunningConsul> {
  const ports = options.ports ?? (await choosePorts());
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'whisker-consul-')));
  await mkdir(dataFolder, { recursive: true });
  const configuration = join(dataFolder, 'whisker.json');
  await writeFile(configuration, JSON.stringify(configurationOf(ports, options)));
  const url = `http://127.0.0.1:${ports.http}`;
  const server = await ServerProcess.start({
    name: 'Consul',
    command: join(cache, FOLDER, 'usr/bin/consul'),
    args: ['agent', '-data-dir', dataFolder, '-config-file', configuration],
    logFile: join(dataFolder, 'consul.log'),
    ready: () => isReady(url),
  });
  const stop = async () => {
    await server.stop();
    if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
  };
  return { url, ports, dataFolder, pid: server.pid, stop, kill: () => server.kill() };
}

async function choosePorts(): Promise<ConsulPorts> {
  const [http, server, serf] = (await freePorts(3)) as [number, number, number];
  return { http, server, serf };
}

function configurationOf({ http, server, serf }: ConsulPorts, { scriptChecks = false }: ConsulStart) {
  return {
    server: true,
    bootstrap_expect: 1,
    node_name: NODE,
    bind_addr: '127.0.0.1',
    client_addr: '127.0.0.1',
    ports: { http, server, serf_lan: serf, serf_wan: -1, dns: -1, grpc: -1, https: -1 },
    // Elections as quick as Consul allows: a lone server waits for nobody.
    performance: { raft_multiplier: 1 },
    enable_script_checks: scriptChecks,
    disable_update_check: true,
    log_level: 'WARN',
  };
}

/** It leads, and its own node is known: sessions can be made. */
async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/v1/health/node/${NODE}`, { signal: AbortSignal.timeout(2000) });
  const checks = (await answer.json()) as readonly { readonly Status: string }[];
  return checks.some(({ Status }) => Status === 'passing');
}
