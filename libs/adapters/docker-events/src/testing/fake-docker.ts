import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the fake tells of a container: the answer of `/containers/<id>/json`, as far as anybody reads it. */
export interface FakeContainer {
  readonly Id: string;
  readonly Name: string;
  readonly State: object;
  readonly Config: {
    readonly Image: string;
    readonly Labels?: Readonly<Record<string, string>>;
    readonly Env?: readonly string[];
    readonly ExposedPorts?: object;
  };
  readonly HostConfig: object;
  readonly NetworkSettings: object;
}

/** A running container with one port published on all addresses. */
export function fakeContainer(name: string, members: Partial<FakeContainer> = {}): FakeContainer {
  return {
    Id: `id-of-${name}`,
    Name: `/${name}`,
    State: { Running: true, Paused: false, Restarting: false, ExitCode: 0 },
    Config: { Image: 'web:1', Env: [], Labels: {}, ExposedPorts: { '80/tcp': {} } },
    HostConfig: { NetworkMode: 'default' },
    NetworkSettings: {
      Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] },
      Networks: { bridge: { IPAddress: '172.17.0.2' } },
    },
    ...members,
  };
}

/**
 * The part of Docker's API that the registrator asks, on a unix socket: containers are what the test says, and events
 * are kept, so that who comes back behind one is told what came after.
 */
export class FakeDocker {
  readonly containers = new Map<string, FakeContainer>();
  /** Values of `since` that streams of events were opened with. */
  readonly since: (string | null)[] = [];
  readonly socketPath: string;
  readonly #folder: string;
  readonly #streams = new Set<ServerResponse>();
  #events: { readonly timeNano: bigint; readonly line: string }[] = [];
  #server: Server | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
    this.socketPath = join(folder, 'docker.sock');
  }

  static async start(): Promise<FakeDocker> {
    const docker = new FakeDocker(await mkdtemp(join(tmpdir(), 'whisker-fake-docker-')));
    await docker.up();
    return docker;
  }

  async up(): Promise<void> {
    this.#server = createServer((request, response) => this.#answer(request.url ?? '', response));
    await once(this.#server.listen(this.socketPath), 'listening');
  }

  /** The daemon dies: streams end, nobody answers. What it knew stays. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    if (server) await once(server.close(), 'close');
    this.#streams.clear();
  }

  async stop(): Promise<void> {
    await this.down();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Something happens to a container: it is as given from now on. */
  happens(action: string, container: FakeContainer): void {
    this.containers.set(container.Id, container);
    this.#tell(action, container);
  }

  removed(container: FakeContainer): void {
    this.containers.delete(container.Id);
    this.#tell('destroy', container);
  }

  /** Ends the streams only, as a proxy between might. */
  cutStreams(): void {
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  #tell(action: string, { Id, Name, Config }: FakeContainer): void {
    const timeNano = BigInt(Date.now()) * 1_000_000n + BigInt(this.#events.length);
    const attributes = { ...Config.Labels, image: Config.Image, name: Name.slice(1) };
    const event = { Type: 'container', Action: action, Actor: { ID: Id, Attributes: attributes }, scope: 'local' };
    // A number, as Docker writes it.
    const line = `${JSON.stringify(event).slice(0, -1)},"time":${timeNano / 1_000_000_000n},"timeNano":${timeNano}}\n`;
    this.#events.push({ timeNano, line });
    // Docker cuts where it likes.
    for (const stream of this.#streams) for (const part of [line.slice(0, 20), line.slice(20)]) stream.write(part);
  }

  #answer(url: string, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'http://docker');
    if (pathname === '/events') return this.#stream(searchParams.get('since'), response);
    if (pathname === '/containers/json') {
      const listed = [...this.containers.values()].map(({ Id, Config }) => ({ Id, Labels: Config.Labels ?? {} }));
      return respond(response, 200, listed);
    }
    const id = /^\/containers\/(.+)\/json$/.exec(pathname)?.[1] ?? '';
    const container = this.containers.get(id);
    if (container) respond(response, 200, container);
    else respond(response, 404, { message: `No such container: ${id}` });
  }

  #stream(since: string | null, response: ServerResponse): void {
    this.since.push(since);
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    const from = since === null ? undefined : BigInt(since.replace('.', ''));
    for (const { timeNano, line } of this.#events) if (from !== undefined && timeNano >= from) response.write(line);
    this.#streams.add(response);
  }
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
