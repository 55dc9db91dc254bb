import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { addBridge, removeBridge } from './docker-bridge';
import { installOnce } from './install-once';
import type { Part, RunningPart } from './part';
import { ServerProcess } from './process';

const run = promisify(execFile);

/** Debian's Docker with what it needs; the daemon is started by hand, so nothing is installed into the system. */
const PACKAGES = ['docker.io', 'containerd', 'runc', 'crun', 'libyajl2', 'tini'];
const LIBRARIES: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };
const INSTALL_WITHIN_MS = 300_000;
const READY_WITHIN_MS = 60_000;
const END_WITHIN_MS = 5000;
const END_POLL_MS = 20;

/** How a daemon is started. */
export interface DockerOptions {
  /** All it has: images, containers, state, socket, log. The same folder again: the same images and containers. */
  readonly folder: string;
  /** Containers outlive the daemon. Default true. */
  readonly liveRestore?: boolean;
  /**
   * Offers crun beside runc. Debian's refuses machines that mount both versions of cgroups, so the daemon then runs in
   * a mount namespace without version 2; containers do not survive such a daemon. Default false.
   */
  readonly crun?: boolean;
}

/** A Docker daemon of our own. */
export interface RunningDocker extends RunningPart {
  readonly socketPath: string;
  /** Runs a command of the docker client. @returns its standard output. @throws Error with what it said */
  cli(...args: string[]): Promise<string>;
}

/** Docker, beside whatever Docker the machine has. */
export const docker: Part<DockerOptions, RunningDocker> = {
  name: 'docker',
  install: async ({ cache }) => {
    if (process.getuid?.() !== 0) throw new Error('A Docker daemon needs root: run this as root.');
    await installOnce(cache, 'docker', unpackPackages);
  },
  start: async ({ cache }, options) => {
    const daemon = new Daemon(binaries(cache), options);
    await daemon.start();
    return daemon;
  },
};

const binaries = (cache: string) => join(cache, 'docker');

async function unpackPackages(folder: string): Promise<void> {
  const options = { cwd: folder, timeout: INSTALL_WITHIN_MS };
  try {
    await run('apt-get', ['download', ...PACKAGES], options);
  } catch (error) {
    const advice = 'Run `apt-get update` and look whether this Debian has docker.io.';
    throw new Error(`The packages of Docker cannot be fetched. ${advice} ${(error as Error).message}`, {
      cause: error,
    });
  }
  await run('sh', ['-c', 'for package in *.deb; do dpkg -x "$package" . && rm "$package"; done'], options);
}

class Daemon implements RunningDocker {
  readonly socketPath: string;
  readonly #binaries: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #options: DockerOptions;
  readonly #bridge: string;
  #server: ServerProcess | undefined;

  constructor(folder: string, options: DockerOptions) {
    this.#binaries = folder;
    this.#options = options;
    this.socketPath = join(options.folder, 'docker.sock');
    this.#environment = {
      PATH: `${folder}/usr/bin:${folder}/usr/sbin:${process.env['PATH'] ?? ''}`,
      // Of crun.
      LD_LIBRARY_PATH: join(folder, 'usr/lib', LIBRARIES[process.arch] ?? ''),
    };
    this.#bridge = `wskr${createHash('sha256').update(options.folder).digest('hex').slice(0, 8)}`;
  }

  get pid(): number {
    return this.#server?.pid ?? -1;
  }

  async start(): Promise<void> {
    const { folder, crun = false } = this.#options;
    mkdirSync(folder, { recursive: true });
    // Left by a daemon that was killed: its number may be another process's by now.
    rmSync(join(folder, 'docker.pid'), { force: true });
    writeFileSync(join(folder, 'daemon.json'), '{}');
    const pool = await addBridge(this.#bridge);
    const command = ['dockerd', ...this.#args(pool)];
    const hidden = ['unshare', '-m', 'sh', '-c', 'umount /sys/fs/cgroup/unified || true; exec "$@"', 'sh'];
    const [program = '', ...args] = crun ? [...hidden, ...command] : command;
    this.#server = await ServerProcess.start({
      name: 'Docker',
      command: program,
      args,
      environment: this.#environment,
      logFile: join(folder, 'docker.log'),
      ready: () => this.cli('version').then(() => true),
      readyWithinMs: READY_WITHIN_MS,
    });
  }

  async cli(...args: string[]): Promise<string> {
    const env = { ...process.env, ...this.#environment, DOCKER_HOST: `unix://${this.socketPath}`, DOCKER_CONTEXT: '' };
    const { stdout } = await run('docker', args, { env, maxBuffer: 16 * 1024 * 1024 });
    return stdout.trim();
  }

  /** Its containers end too, whatever they would outlive otherwise. */
  async stop(): Promise<void> {
    if (!this.#server) return;
    // A daemon that was killed left its containers; only a daemon ends them in order.
    if (!this.#server.running) await this.start();
    const running = (await this.cli('ps', '-q')).split('\n').filter((id) => id !== '');
    if (running.length > 0) await this.cli('kill', ...running).catch(() => undefined);
    await this.#server.stop();
    this.#server = undefined;
    await removeBridge(this.#bridge);
    await unmountBelow(this.#options.folder);
  }

  async kill(): Promise<void> {
    await this.#server?.kill();
    await endContainerd(join(this.#options.folder, 'exec/containerd/containerd.pid'));
  }

  /**
   * Everything is this daemon's own. A bridge too: told to have none, a daemon removes the one of another daemon. No
   * iptables: rules are the machine's.
   */
  #args(pool: string): string[] {
    const { folder, liveRestore = true, crun = false } = this.#options;
    const options = {
      'config-file': join(folder, 'daemon.json'),
      'data-root': join(folder, 'data'),
      'exec-root': join(folder, 'exec'),
      host: `unix://${this.socketPath}`,
      pidfile: join(folder, 'docker.pid'),
      bridge: this.#bridge,
      'default-address-pool': `base=${pool},size=26`,
      iptables: 'false',
      ip6tables: 'false',
      'ip-forward': 'false',
      'ip-masq': 'false',
      'userland-proxy': 'false',
      'live-restore': String(liveRestore),
      'init-path': join(this.#binaries, 'usr/bin/tini-static'),
      // What does not answer is to be known soon.
      'shutdown-timeout': '5',
    };
    const runtimes = crun ? [`--add-runtime=crun=${this.#binaries}/usr/bin/crun`] : [];
    return [...Object.entries(options).map(([name, value]) => `--${name}=${value}`), ...runtimes];
  }
}

/**
 * Ends the containerd of a daemon that was killed. It would end by itself within a second or two, and a daemon that is
 * started meanwhile takes it for its own and fails. Containers do not mind.
 */
async function endContainerd(pidFile: string): Promise<void> {
  const pid = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : '';
  const deadline = Date.now() + END_WITHIN_MS;
  while (Date.now() < deadline && (await nameOf(pid)) === 'containerd') {
    await run('kill', ['-KILL', pid]).catch(() => undefined);
    await wait(END_POLL_MS);
  }
}

/** Of a process; undefined if there is none. */
async function nameOf(pid: string): Promise<string | undefined> {
  if (!/^\d+$/.test(pid)) return undefined;
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined);
  return name?.trim();
}

/** What a daemon that ended leaves mounted keeps its folder from being removed. */
async function unmountBelow(folder: string): Promise<void> {
  const mounted = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounted.reverse()) await run('umount', ['--lazy', path]).catch(() => undefined);
}
