import { basename, dirname, join } from 'node:path';
import type { ContainerSpec } from '@whisker/container-pool';
import type { ContainerFolder } from './folders';
import type { Interpreter } from './interpreters';
import { SYSTEM_PATH } from './options';
import { INSIDE, type Sandbox } from './sandbox';

/** File descriptor on which a proxy tells that it listens. */
export const READY_FD = 3;
/** Where bubblewrap tells which process it made, and where it waits before it runs the command. */
export const INFO_FD = 4;
export const GATE_FD = 5;
const GATE = ['--info-fd', `${INFO_FD}`, '--block-fd', `${GATE_FD}`];

/** What to start, and how. */
export interface Launch {
  /** Command and arguments. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  /** It waits at a gate until something is written to GATE_FD. */
  readonly gate: boolean;
}

/** What a container is made of. */
export interface LaunchParts {
  readonly spec: ContainerSpec;
  readonly interpreter: Interpreter;
  /** Entry file of the proxy. */
  readonly proxy: string;
  /** `node_modules` of the runtime. */
  readonly modules: string | undefined;
  readonly folder: ContainerFolder;
  /** Without it a container sees the machine as it is. */
  readonly sandbox: Sandbox | undefined;
  /** A sandbox is to wait until it was let in. */
  readonly gate: boolean;
  readonly apiHost: string;
  /** Further variables. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Of a container's memory, what V8 may use for its heap; the rest is for the stack, buffers and code. */
const HEAP_SHARE = 0.85;

/** The command line and environment of a container. */
export function launchOf(parts: LaunchParts): Launch {
  const { spec, interpreter, folder, sandbox } = parts;
  const proxy = sandbox ? join(INSIDE.proxy, basename(parts.proxy)) : parts.proxy;
  const heap = `--max-old-space-size=${Math.floor(spec.memoryMb * HEAP_SHARE)}`;
  const command = [interpreter.path, ...(interpreter.family === 'nodejs' ? [heap] : []), proxy];
  return {
    command: sandbox
      ? sandbox.wrap(command, {
          ...folder,
          proxy: dirname(parts.proxy),
          modules: parts.modules,
          interpreter: interpreter.needs,
          flags: parts.gate ? GATE : [],
        })
      : command,
    gate: parts.gate && sandbox !== undefined,
    environment: environmentOf(parts),
    workingFolder: folder.scratch,
  };
}

/** Nothing of the platform's own environment is passed on. */
function environmentOf({
  spec,
  interpreter,
  folder,
  sandbox,
  apiHost,
  environment,
}: LaunchParts): Record<string, string> {
  const inside = sandbox ? INSIDE : folder;
  return {
    ...environment,
    // So that `node` or `python3` in an action is the one that runs it.
    PATH: [dirname(interpreter.path), ...SYSTEM_PATH.split(':')].filter(isFirst).join(':'),
    HOME: inside.scratch,
    TMPDIR: inside.temporary,
    LANG: 'C.UTF-8',
    __OW_API_HOST: apiHost,
    __OW_ALLOW_CONCURRENT: String(spec.concurrency > 1),
    ...(spec.concurrency === 1 && { __OW_RUN_LINE: 'true' }),
    __OW_LISTEN_SOCKET: inside.socket,
    __OW_READY_FD: String(READY_FD),
  };
}

function isFirst(value: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(value) === index;
}
