import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { within } from './deadline';
import { RuntimeClient } from './runtime-client';
import type { RuntimeLogs, RuntimeUnderTest } from './runtime-under-test';

/** How to start a runtime's proxy as a child process. */
export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the child, but for the variables that say where to listen. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the child's output goes: files opened for append (default), or pipes. */
  readonly output?: 'files' | 'pipes';
}

/** A runtime in a child process. */
export interface ProcessRuntime extends RuntimeUnderTest {
  readonly pid: number;
  /** The unix socket it listens on. */
  readonly socketPath: string;
  /** Settles when the process has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

const READY_FD = 3;
const READY_DEADLINE_MS = 20_000;

/**
 * Starts a proxy on a unix socket in a folder of its own, and waits until it says that it listens. Its temporary files
 * lie in that folder too; `stop` kills the process and removes it.
 *
 * @throws Error with the proxy's stderr if it ends or stays silent for 20 s
 */
export async function startProcess(options: ProcessOptions): Promise<ProcessRuntime> {
  const folder = mkdtempSync(join(tmpdir(), 'runtime-'));
  const socketPath = join(folder, 'socket');
  const { child, readLogs } = spawnInto(folder, options, {
    ...options.env,
    TMPDIR: folder,
    __OW_LISTEN_SOCKET: socketPath,
    __OW_READY_FD: String(READY_FD),
  });
  const client = new RuntimeClient({ socketPath });
  const runtime = new ChildRuntime({ child, client, folder, socketPath, readLogs });
  try {
    await untilReady(child, readLogs);
  } catch (error) {
    await runtime.stop();
    throw error;
  }
  return runtime;
}

interface Parts {
  readonly child: ChildProcess;
  readonly client: RuntimeClient;
  readonly folder: string;
  readonly socketPath: string;
  readonly readLogs: () => RuntimeLogs;
}

class ChildRuntime implements ProcessRuntime {
  readonly ended: ProcessRuntime['ended'];
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.ended = new Promise((resolve) => parts.child.once('close', (code, signal) => resolve({ code, signal })));
  }

  get socketPath(): string {
    return this.#parts.socketPath;
  }

  get pid(): number {
    return this.#parts.child.pid ?? 0;
  }

  init: RuntimeUnderTest['init'] = (value) => this.#parts.client.init(value);
  run: RuntimeUnderTest['run'] = (body) => this.#parts.client.run(body);
  stream: RuntimeUnderTest['stream'] = (body) => this.#parts.client.stream(body);
  post: RuntimeUnderTest['post'] = (path, text) => this.#parts.client.post(path, text);
  logs: RuntimeUnderTest['logs'] = async () => this.#parts.readLogs();

  async stop(): Promise<void> {
    const { child, client, folder } = this.#parts;
    client.close();
    child.kill('SIGKILL');
    if (child.pid !== undefined) await this.ended;
    rmSync(folder, { recursive: true });
  }
}

function spawnInto(
  folder: string,
  options: ProcessOptions,
  env: Record<string, string>,
): Pick<Parts, 'child' | 'readLogs'> {
  const start = (stdout: number | 'pipe', stderr: number | 'pipe'): ChildProcess => {
    const stdio: StdioOptions = ['ignore', stdout, stderr, 'pipe'];
    return spawn(options.command, options.args, { cwd: folder, env, stdio });
  };
  if (options.output === 'pipes') {
    const child = start('pipe', 'pipe');
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    return { child, readLogs: () => ({ stdout: stdout(), stderr: stderr() }) };
  }
  const files = { stdout: join(folder, 'stdout.log'), stderr: join(folder, 'stderr.log') };
  const stdout = openSync(files.stdout, 'a');
  const stderr = openSync(files.stderr, 'a');
  const child = start(stdout, stderr);
  closeSync(stdout);
  closeSync(stderr);
  return {
    child,
    readLogs: () => ({ stdout: readFileSync(files.stdout, 'utf8'), stderr: readFileSync(files.stderr, 'utf8') }),
  };
}

function collect(stream: Readable | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

async function untilReady(child: ChildProcess, readLogs: () => RuntimeLogs): Promise<void> {
  const ready = new Promise<void>((resolve, reject) => {
    const fail = (reason: string): void => reject(new Error(`${child.spawnfile} ${reason}: ${readLogs().stderr}`));
    (child.stdio[READY_FD] as Readable).once('data', () => resolve());
    child.once('error', (error) => fail(`cannot be started (${error.message})`));
    child.once('exit', (code) => fail(`ended with ${code} before it was ready`));
  });
  await within(READY_DEADLINE_MS, 'the runtime listens', ready);
}
