import { closeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { ContainerError, type ContainerSpec } from '@whisker/container-pool';
import {
  Activity,
  LogCollector,
  RuntimeClient,
  RuntimeContainer,
  pinSocket,
  runStreaming,
  type ContainerBody,
  type RuntimeAddress,
  type Ticker,
  type Tickers,
} from '@whisker/runtime-client';
import { ActionProcess } from './action-process';
import type { Cgroup } from './cgroup';
import type { Cgroups } from './cgroups';
import { fileTail, openLogs, type LogFiles } from './files';
import type { ContainerFolder, RunFolder } from './folders';
import type { Interpreter } from './interpreters';
import { launchOf } from './launch';
import { keepRecord } from './leftovers';
import { LogStream } from './log-stream';
import { MemoryWatch } from './memory-watch';
import { ranOutOfMemory } from './out-of-memory';
import type { Sandbox } from './sandbox';

/** What all containers of a driver share. */
export interface FactoryParts {
  readonly run: RunFolder;
  readonly sandbox: Sandbox | undefined;
  readonly cgroups: Cgroups | undefined;
  readonly tickers: Readonly<Record<keyof Tickers, Ticker>>;
  readonly apiHost: () => string;
  readonly environment: Readonly<Record<string, string>>;
  /** ms */
  readonly startTimeout: number;
  readonly maxLogBytes: number;
  /** Called with each process that is made. */
  readonly onStarted: (process: ActionProcess) => void;
  /** Called when a process is gone with all its descendants, or could not be made; its folder is no longer needed. */
  readonly onGone: (process: ActionProcess | undefined, folder: ContainerFolder) => void;
}

/** What one container is made from. */
export interface ContainerOrder {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly interpreter: Interpreter;
  readonly proxy: string;
  readonly modules: string | undefined;
}

interface Place {
  readonly folder: ContainerFolder;
  readonly files: LogFiles;
}

interface Started extends Place {
  readonly process: ActionProcess;
  readonly cgroup: Cgroup | undefined;
}

/** How long the end of a process may take after its connection broke, ms. */
const EXIT_WITHIN_MS = 500;
const BYTES_PER_MB = 1024 * 1024;
const MAX_PIDS = 1024;
const REASON_BYTES = 2000;

/**
 * Starts a process and waits until its proxy listens.
 * @throws ContainerError with what the process wrote on standard error
 */
export async function startContainer(parts: FactoryParts, order: ContainerOrder): Promise<RuntimeContainer> {
  const folder = parts.run.make(order.id, { owner: parts.sandbox?.owner, modules: order.modules });
  const files = openLogs(folder);
  let started: Started | undefined;
  try {
    started = startProcess(parts, order, { folder, files });
    if (!(await started.process.ready(parts.startTimeout))) throw new Error(startFailure(started, parts.startTimeout));
    return assemble(parts, order, started);
  } catch (error) {
    await started?.process.kill();
    closeFiles(files);
    parts.onGone(started?.process, folder);
    const text = `container of kind ${order.spec.kind}: ${(error as Error).message}`;
    throw new ContainerError(text, 'platform', { cause: error });
  }
}

function startProcess(parts: FactoryParts, order: ContainerOrder, place: Place): Started {
  const { sandbox, environment } = parts;
  const { folder, files } = place;
  const cgroup = parts.cgroups && makeCgroup(parts.cgroups, order, folder);
  try {
    const launch = launchOf({
      ...order,
      folder,
      sandbox,
      environment,
      gate: cgroup !== undefined,
      apiHost: parts.apiHost(),
    });
    const output = { stdout: files.childStdout, stderr: files.childStderr };
    const process = new ActionProcess({ launch, folder, cgroup, sandboxed: sandbox !== undefined, ...output });
    parts.onStarted(process);
    return { process, cgroup, ...place };
  } catch (error) {
    void cgroup?.remove();
    throw error;
  } finally {
    closeSync(files.childStdout);
    closeSync(files.childStderr);
  }
}

function makeCgroup(cgroups: Cgroups, { id, spec }: ContainerOrder, folder: ContainerFolder): Cgroup {
  const name = `whisker-${id}`;
  // First of all: nothing else would tell that they are ours.
  keepRecord(folder, { cgroups: cgroups.paths(name) });
  return cgroups.create(name, { memoryBytes: spec.memoryMb * BYTES_PER_MB, pids: MAX_PIDS });
}

function startFailure({ process, files }: Started, timeout: number): string {
  const said = fileTail(files.stderr, REASON_BYTES).trim();
  const what = process.status
    ? `ended at once (${process.status.signal ?? process.status.code})`
    : `does not listen after ${timeout} ms`;
  return said === '' ? what : `${what}: ${said}`;
}

function assemble(parts: FactoryParts, { id, spec }: ContainerOrder, started: Started): RuntimeContainer {
  const { process, folder, cgroup, files } = started;
  const logs = new LogCollector({
    stdout: new LogStream('stdout', files.stdout, parts.maxLogBytes),
    stderr: new LogStream('stderr', files.stderr, parts.maxLogBytes),
    ticker: parts.tickers.busy,
    now: Date.now,
  });
  const watch = cgroup?.limitsMemory ? undefined : watchMemory(process, spec);
  const socket = pinSocket(folder.socket);
  const address = { socketPath: socket.path };
  const client = openClient(started, address, spec.concurrency);
  const poll = () => {
    client.look();
    return logs.poll();
  };
  return new RuntimeContainer({
    id,
    spec,
    body: bodyOf(started, watch),
    logs,
    client,
    stream: (body, call) => runStreaming(address, body, call),
    activity: new Activity({ tickers: parts.tickers, poll, look: watch?.look, now: Date.now }),
    release: () => {
      socket.close();
      closeFiles(files);
      parts.onGone(process, folder);
    },
  });
}

/** Why it ended is found out at once: what tells goes away with the container. */
function bodyOf({ process, cgroup, files }: Started, watch: MemoryWatch | undefined): ContainerBody {
  const evidence = { cgroup, watch, stderr: files.stderr };
  let killed = false;
  return {
    exit: process.exit.then((exit) => ({ outOfMemory: !killed && ranOutOfMemory({ exit, ...evidence }) })),
    freeze: (frozen) => process.freeze(frozen),
    kill: async () => {
      await process.kill();
      // Its files may be closed from now on.
      killed = true;
    },
  };
}

function openClient({ process }: Started, address: RuntimeAddress, connections: number): RuntimeClient {
  if (!process.hasLine) return new RuntimeClient(address, { connections });
  const client: RuntimeClient = new RuntimeClient(address, {
    connections: 1,
    line: {
      onOverdue: () => void process.kill().finally(() => client.close()),
      onBroken: async () => {
        // Given a moment to end by itself: how it ended tells why.
        await Promise.race([process.exit, wait(EXIT_WITHIN_MS, undefined, { ref: false })]);
        await process.kill().catch(() => undefined);
      },
    },
  });
  return client;
}

function watchMemory(process: ActionProcess, { memoryMb }: ContainerSpec): MemoryWatch {
  return new MemoryWatch({
    limitBytes: memoryMb * BYTES_PER_MB,
    members: () => process.members(),
    onExceeded: () => void process.kill().catch(() => undefined),
  });
}

function closeFiles({ stdout, stderr }: LogFiles): void {
  closeSync(stdout);
  closeSync(stderr);
}
