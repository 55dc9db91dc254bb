import type { PoolLog } from '@whisker/container-pool';
import type { Runtimes } from '@whisker/entities';

/** The network of action containers. */
export interface ActionNetwork {
  /** A bridge network of the daemon's; made if missing. Nothing of the platform should be on it. */
  readonly name: string;
  /** Made without a way out: actions reach neither the world nor the API host. Default false. */
  readonly internal?: boolean;
}

/** Settings of a DockerDriver. */
export interface DockerDriverOptions {
  /** Folder of this driver's own files, the sockets of containers; made if missing. The daemon must see it at this path. */
  readonly stateFolder: string;
  /** The manifest: its kinds with their images. */
  readonly runtimes: Runtimes;
  /** What actions find in `__OW_API_HOST`; a function when it is known only once the server listens. */
  readonly apiHost: string | (() => string);
  /** Number of the invoker. With `instance` it tells whose containers are to be cleaned up after a crash. */
  readonly invoker: number;
  /** Name of the deployment, where several share a daemon. Default `whisker`. */
  readonly instance?: string;
  /** This process's life; another one's containers are leftovers. Default: random. */
  readonly bootId?: string;
  /** The daemon's socket. Default `/var/run/docker.sock`. */
  readonly socketPath?: string;
  /** `none`: no network at all, and no blackbox images. Default: a network `whisker-actions`. */
  readonly network?: ActionNetwork | 'none';
  /** Network namespaces kept ready; a container that joins one starts in less than half the time. Default 2, 0: none. */
  readonly spareNamespaces?: number;
  /** Image of the containers that hold those namespaces; it has `sleep`. Default: that of the first kind. */
  readonly pauseImage?: string;
  /** A runtime the daemon knows, `runc` or `crun` for instance. Default: the daemon's. */
  readonly ociRuntime?: string;
  /**
   * `latest` (default): what is not there is pulled, and images of users tagged `latest` or not at all are each time, as
   * OpenWhisk does. `missing`: only what is not there. `never`: what is not there is refused.
   */
  readonly pull?: 'latest' | 'missing' | 'never';
  /** Blackbox images that are taken as they are, as those of the kinds are. */
  readonly trustedImages?: readonly string[];
  /** The pool's memory, MB: shares of the processor follow a container's part of it. Default 2048. */
  readonly poolMemoryMb?: number;
  /** Processors for all containers together: each gets its part as a hard limit. Default: shares only. */
  readonly poolCpus?: number;
  /** Log driver of containers and its options; the platform reads output as it comes and needs none. Default: `local`, 2 files of 4 MB. */
  readonly logs?: { readonly driver: string; readonly options?: Readonly<Record<string, string>> };
  /** Further variables of every action's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Longest wait for a proxy to listen, ms. Default 30 000. */
  readonly startTimeout?: number;
  /** Longest wait for an answer of the daemon, ms. Default 30 000. */
  readonly callTimeout?: number;
  /** Longest pull, ms. Default 600 000. */
  readonly pullTimeout?: number;
  /** Output kept per stream and activation, bytes; more is dropped. Default 10 MiB. */
  readonly maxLogBytes?: number;
  /** Names containers. Default: 16 random hex digits. */
  readonly newId?: () => string;
  /** Default: silent. */
  readonly log?: PoolLog;
}

/** {@link DockerDriverOptions} with every default in place. */
export type DockerSettings = Required<Omit<DockerDriverOptions, 'poolCpus' | 'apiHost'>> & {
  readonly apiHost: () => string;
  readonly poolCpus: number | undefined;
};

/** Fills in the defaults. @throws RangeError for a setting that makes no sense */
export function settingsOf(options: DockerDriverOptions, random: () => string): DockerSettings {
  const { apiHost, network = { name: 'whisker-actions' }, spareNamespaces = 2 } = options;
  if (network !== 'none' && ['host', 'none', ''].includes(network.name)) {
    throw new RangeError(
      `docker driver: network '${network.name}' cannot hold actions; name a bridge network, or 'none'`,
    );
  }
  if (!(spareNamespaces >= 0)) {
    throw new RangeError(`docker driver: spareNamespaces must be at least 0, it is ${spareNamespaces}`);
  }
  return {
    instance: 'whisker',
    bootId: random(),
    socketPath: '/var/run/docker.sock',
    pauseImage: options.runtimes.all[0]?.image ?? '',
    ociRuntime: '',
    pull: 'latest',
    trustedImages: [],
    poolMemoryMb: 2048,
    logs: { driver: 'local', options: { 'max-size': '4m', 'max-file': '2' } },
    environment: {},
    startTimeout: 30_000,
    callTimeout: 30_000,
    pullTimeout: 600_000,
    maxLogBytes: 10 * 1024 * 1024,
    newId: random,
    log: { warn: () => undefined, error: () => undefined },
    ...options,
    network,
    spareNamespaces: network === 'none' ? 0 : spareNamespaces,
    poolCpus: options.poolCpus,
    apiHost: typeof apiHost === 'string' ? () => apiHost : apiHost,
  };
}
