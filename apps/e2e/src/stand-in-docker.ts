import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { workspace } from './platform';

/** What `POST /containers/create` tells of a container, as far as it is heeded here. */
interface ContainerConfig {
  readonly Cmd: readonly string[];
  readonly Env: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly HostConfig: {
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostPort: string }[]>>;
    readonly Binds: readonly string[];
  };
}

interface StandInContainer {
  readonly config: ContainerConfig;
  attached?: ServerResponse;
  process?: ChildProcess;
}

/** A Docker daemon's socket, as far as wskdebug speaks to one. */
export interface StandInDocker {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  /** Each request line it was sent. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const RUNTIME_PORT = '8080/tcp';
const STDOUT = 1;
const STDERR = 2;

/**
 * Answers the Docker calls of wskdebug, whose debug container it backs by a process: no image can be had in CI. The
 * process sees what the image would show it (`app.js` of the Node.js runtime in its working directory, the mounts) by
 * bubblewrap, but shares the network, so that a container's port is the host's.
 */
export function startStandInDocker(folder: string): Promise<StandInDocker> {
  const containers = new Map<string, StandInContainer>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    void answer({ containers, folder, request, response });
  });
  const socket = join(folder, 'docker.sock');
  const close = async (): Promise<void> => {
    await Promise.all([...containers.values()].map(end));
    await new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
  };
  return new Promise((resolve) => server.listen(socket, () => resolve({ host: `unix://${socket}`, requests, close })));
}

interface Call {
  readonly containers: Map<string, StandInContainer>;
  readonly folder: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer(call: Call): Promise<void> {
  const { request, response, containers } = call;
  const [, collection = '', id = '', verb = ''] = new URL(request.url ?? '', 'http://docker').pathname.split('/');
  const container = containers.get(id);
  if (collection === '_ping') return send(response, 200, 'OK');
  if (collection === 'images') return send(response, 200, { Id: id });
  if (collection === 'containers' && id === 'json') return send(response, 200, listOf(containers));
  if (collection === 'containers' && id === 'create') return send(response, 201, { Id: await create(call) });
  if (!container) return send(response, 404, { message: `no such container: ${id}` });
  if (verb === 'attach') return attach(container, response);
  if (verb === 'start') start(call.folder, container);
  if (request.method === 'DELETE') {
    await end(container);
    containers.delete(id);
  }
  return send(response, 204);
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

const listOf = (containers: Map<string, StandInContainer>) =>
  [...containers].map(([Id, { config }]) => ({ Id, Names: [`/${Id}`], Labels: config.Labels, Ports: [] }));

async function create({ containers, request }: Call): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const id = randomBytes(8).toString('hex');
  containers.set(id, { config: JSON.parse(Buffer.concat(parts).toString()) as ContainerConfig });
  return id;
}

function attach(container: StandInContainer, response: ServerResponse): void {
  container.attached = response;
  response.writeHead(200, { 'content-type': 'application/vnd.docker.raw-stream' });
  response.flushHeaders();
}

function start(folder: string, container: StandInContainer): void {
  const { config } = container;
  const port = config.HostConfig.PortBindings[RUNTIME_PORT]?.[0]?.HostPort ?? '';
  const child = spawn('bwrap', [...image(folder), ...mounts(config), '--', ...config.Cmd], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      __OW_LISTEN_HOST: '127.0.0.1',
      __OW_LISTEN_PORT: port,
      ...Object.fromEntries(config.Env.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string])),
    },
  });
  container.process = child;
  frame(container, STDOUT, child.stdout);
  frame(container, STDERR, child.stderr);
  child.once('close', () => container.attached?.end());
}

/** Its first process has gone with all others: they share its process namespace. */
async function end({ process: child }: StandInContainer): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'close');
  child.kill('SIGKILL');
  await gone;
}

/** The flags that show a process what the Node.js runtime's image holds. */
function image(folder: string): string[] {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'app.js'), "require('/proxy/proxy.cjs');\n");
  const system = ['/usr', '/etc', dirname(process.execPath)].flatMap((path) => ['--ro-bind', path, path]);
  const links = ['bin', 'lib', 'lib64'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]);
  const runtime = ['--ro-bind', join(workspace, 'docker/runtimes/nodejs'), '/proxy', '--bind', home, '/home/node'];
  const rest = [
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '--tmpfs',
    '/tmp',
    '--chdir',
    '/home/node',
    '--unshare-pid',
    '--die-with-parent',
  ];
  return [...system, ...links, ...runtime, ...rest];
}

const mounts = ({ HostConfig: { Binds } }: ContainerConfig): string[] =>
  Binds.flatMap((bind) => ['--ro-bind', ...bind.split(':')]);

/** Docker mixes both streams into one: eight bytes tell which it is and how much follows. */
function frame(container: StandInContainer, stream: number, output: Readable): void {
  output.on('data', (part: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt8(stream, 0);
    head.writeUInt32BE(part.length, 4);
    container.attached?.write(Buffer.concat([head, part]));
  });
}
