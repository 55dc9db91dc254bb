import { closeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { ContainerError, type ContainerSpec } from '@whisker/container-pool';
import { ActionProcess } from './action-process';
import { Activity, type Tickers } from './activity';
import type { Cgroup } from './cgroup';
import type { Cgroups } from './cgroups';
import { fileTail, openLogs, pinSocket, type LogFiles } from './files';
import type { ContainerFolder, RunFolder } from './folders';
import type { Interpreter } from './interpreters';
import { launchOf } from './launch';
import { keepRecord } from './leftovers';
import { LogCollector } from './log-collector';
import { LogStream } from './log-stream';
import { MemoryWatch } from './memory-watch';
import { ranOutOfMemory } from './out-of-memory';
import { ProcessContainer } from './process-container';
import { RuntimeClient } from './runtime-client';
import type { Sandbox } from './sandbox';
import { runStreaming } from './streaming-run';

/** What all containers of a driver share. */
export interface FactoryParts {
  readonly run: RunFolder;
  readonly sandbox: Sandbox | undefined;
  readonly cgroups: Cgroups | undefined;
  readonly tickers: Tickers;
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
export async function startContainer(parts: FactoryParts, order: ContainerOrder): Promise<ProcessContainer> {
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

function assemble(parts: FactoryParts, { id, spec }: ContainerOrder, started: Started): ProcessContainer {
  const { process, folder, cgroup, files } = started;
  const logs = new LogCollector({
    stdout: new LogStream('stdout', files.stdout, parts.maxLogBytes),
    stderr: new LogStream('stderr', files.stderr, parts.maxLogBytes),
    ticker: parts.tickers.busy,
    now: Date.now,
  });
  const watch = cgroup?.limitsMemory ? undefined : watchMemory(process, spec);
  const socket = pinSocket(folder.socket);
  const client = openClient(started, socket.path, spec.concurrency);
  const poll = () => {
    client.look();
    return logs.poll();
  };
  return new ProcessContainer({
    id,
    spec,
    process,
    logs,
    client,
    stream: (body, call) => runStreaming(socket.path, body, call),
    activity: new Activity({ tickers: parts.tickers, poll, look: watch?.look, now: Date.now }),
    ranOutOfMemory: () => ranOutOfMemory({ exit: process.status, cgroup, watch, stderr: files.stderr }),
    release: () => {
      socket.close();
      closeFiles(files);
      parts.onGone(process, folder);
    },
  });
}

function openClient({ process }: Started, socketPath: string, connections: number): RuntimeClient {
  if (!process.hasLine) return new RuntimeClient(socketPath, { connections });
  const client: RuntimeClient = new RuntimeClient(socketPath, {
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
