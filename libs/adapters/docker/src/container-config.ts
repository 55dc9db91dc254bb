import type { ContainerSpec } from '@whisker/container-pool';
import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { DockerSettings } from './options';

/**
 * Where things are within a container. `scratch` is an action's home, working and temporary folder: every image has it,
 * and anyone may write there; a folder that an image has not is made with root's rights.
 */
export const INSIDE = { scratch: '/tmp', socketFolder: '/run/whisker', port: 8080 } as const;

/** What one action container is made of. */
export interface ContainerPlan {
  readonly name: string;
  readonly spec: ContainerSpec;
  /** Id of the image, so that it is the one that was looked at. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `none`, a network, or `container:<id>`. */
  readonly networkMode: string;
  /** Folder of the host for its socket; undefined: it is reached by its address. */
  readonly socketFolder: string | undefined;
  /** Its proxy lets runs stand in line. */
  readonly line: boolean;
}

const BYTES_PER_MB = 1024 * 1024;
/** Of a container's memory, what V8 may use for its heap; the rest is for the stack, buffers and code. */
const HEAP_SHARE = 0.85;
const ALL_SHARES = 1024;
const LEAST_SHARES = 2;
const NANO = 1e9;
const MAX_PIDS = 1024;
const MAX_FILES = 1024;
/** Before anything of the platform, when the machine has no more memory. */
const FIRST_TO_DIE = 500;

/** What the daemon is asked to make. */
export function containerConfig(plan: ContainerPlan, settings: DockerSettings): ContainerCreateOptions {
  const { spec } = plan;
  return {
    name: plan.name,
    Image: plan.image,
    Labels: { ...plan.labels },
    Env: Object.entries(environmentOf(plan, settings)).map(([name, value]) => `${name}=${value}`),
    ...(isManaged(spec) && { WorkingDir: INSIDE.scratch }),
    HostConfig: {
      ...confinement(plan.networkMode, settings),
      ...resources(spec, settings),
      ...files(plan),
    },
  };
}

/** A container that only holds a network namespace. */
export function pauseConfig(
  plan: Pick<ContainerPlan, 'name' | 'image' | 'labels' | 'networkMode'>,
  settings: DockerSettings,
): ContainerCreateOptions {
  return {
    name: plan.name,
    Image: plan.image,
    Labels: { ...plan.labels },
    User: '65534:65534',
    Entrypoint: ['sleep'],
    Cmd: ['infinity'],
    HostConfig: {
      ...confinement(plan.networkMode, settings),
      Memory: 32 * BYTES_PER_MB,
      PidsLimit: 8,
      ReadonlyRootfs: true,
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}

/** Rights are the same for all: none. Docker's own seccomp profile holds besides. */
function confinement(networkMode: string, { ociRuntime }: DockerSettings): HostConfig {
  return {
    NetworkMode: networkMode,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    Privileged: false,
    // Reaps what an action leaves behind, which would count as its processes.
    Init: true,
    OomScoreAdj: FIRST_TO_DIE,
    RestartPolicy: { Name: 'no' },
    ...(ociRuntime !== '' && { Runtime: ociRuntime }),
  };
}

function resources({ memoryMb }: ContainerSpec, { poolMemoryMb, poolCpus, logs }: DockerSettings): HostConfig {
  const places = Math.max(1, Math.floor(poolMemoryMb / memoryMb));
  return {
    Memory: memoryMb * BYTES_PER_MB,
    // As much as the memory: no swap.
    MemorySwap: memoryMb * BYTES_PER_MB,
    CpuShares: Math.max(LEAST_SHARES, Math.floor(ALL_SHARES / places)),
    ...(poolCpus !== undefined && { NanoCpus: Math.max(0.01, poolCpus / places) * NANO }),
    PidsLimit: MAX_PIDS,
    Ulimits: [
      { Name: 'nofile', Soft: MAX_FILES, Hard: MAX_FILES },
      { Name: 'core', Soft: 0, Hard: 0 },
    ],
    LogConfig: { Type: logs.driver, Config: { ...logs.options } },
  };
}

/** A managed kind writes to memory only, which counts as its own. Images of users expect their files to be writable. */
function files({ spec, socketFolder }: ContainerPlan): HostConfig {
  const inMemory = `rw,exec,nosuid,nodev,mode=1777,size=${spec.memoryMb}m`;
  return {
    ...(isManaged(spec) && {
      ReadonlyRootfs: true,
      Tmpfs: { [INSIDE.scratch]: inMemory },
    }),
    ...(socketFolder !== undefined && { Binds: [`${socketFolder}:${INSIDE.socketFolder}`] }),
  };
}

function environmentOf({ spec, socketFolder, line }: ContainerPlan, settings: DockerSettings): Record<string, string> {
  return {
    ...settings.environment,
    ...(isManaged(spec) && { HOME: INSIDE.scratch, TMPDIR: INSIDE.scratch, LANG: 'C.UTF-8' }),
    ...(spec.kind.startsWith('nodejs:') && {
      NODE_OPTIONS: `--max-old-space-size=${Math.floor(spec.memoryMb * HEAP_SHARE)}`,
    }),
    __OW_API_HOST: settings.apiHost(),
    __OW_ALLOW_CONCURRENT: String(spec.concurrency > 1),
    ...(line && { __OW_RUN_LINE: 'true' }),
    ...(socketFolder !== undefined && { __OW_LISTEN_SOCKET: `${INSIDE.socketFolder}/s` }),
  };
}

/** Not an image of a user's. */
function isManaged({ kind }: ContainerSpec): boolean {
  return kind !== 'blackbox';
}
