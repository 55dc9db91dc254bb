import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that reached the fake. */
export interface SeenRequest {
  readonly method: string;
  /** Below `/api/v1`, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON; `undefined` for an empty body. */
  readonly body: unknown;
}

/** An answer the fake gives. */
export interface FakeAnswer {
  readonly status: number;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Document = Record<string, unknown>;

const CODE = 'tid0';

/** An answer in the shape of the API's errors; its code is `tid0`. */
export function failed(status: number, error: string): FakeAnswer {
  return { status, body: { error, code: CODE } };
}

/**
 * An API on a loopback port: it keeps entities in memory as the API does, under the namespace `guest`,
 * and gives scripted answers to everything else.
 */
export class FakeApi {
  readonly requests: SeenRequest[] = [];
  /** Called with each request, before its answer. */
  onRequest: (request: SeenRequest) => void = () => undefined;
  private readonly scripts = new Map<string, FakeAnswer>();
  private readonly documents = new Map<string, Document>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeApi> {
    const server = createServer();
    const api = new FakeApi(server);
    server.on('request', (request, response) => void api.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get host(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers `METHOD path` from now on; the path is below `/api/v1`, without the query. */
  script(endpoint: string, answer: FakeAnswer): void {
    this.scripts.set(endpoint, answer);
  }

  /** Stores an entity under `collection/name` or `collection/package/name`. */
  store(path: string, document: Document = {}): void {
    const [collection = '', ...names] = path.split('/');
    const name = names.at(-1) ?? '';
    const namespace = names.length > 1 ? `guest/${names[0]}` : 'guest';
    const defaults = { namespace, name, version: '0.0.1', publish: false, annotations: [] };
    this.documents.set(`${collection}/${names.join('/')}`, { ...defaults, ...document });
  }

  /** The entity at `collection/name`. */
  stored(path: string): Document | undefined {
    return this.documents.get(path);
  }

  /** Forgets entities, scripts and requests. */
  reset(): void {
    this.requests.length = 0;
    this.onRequest = () => undefined;
    this.scripts.clear();
    this.documents.clear();
  }

  /** Closes the connections that are open, without an answer. */
  hangUp(): void {
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = await read(request);
    this.requests.push(seen);
    this.onRequest(seen);
    const { status, body, headers = {} } = this.scripts.get(`${seen.method} ${seen.path}`) ?? this.answer(seen);
    response.writeHead(status, headers);
    response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  }

  private answer({ method, path, query, body }: SeenRequest): FakeAnswer {
    const [, collection = '', rest] = /^\/namespaces\/[^/]+\/(\w+)(?:\/(.*))?$/.exec(path) ?? [];
    if (rest === undefined || rest.endsWith('/')) return this.list(`${collection}/${rest ?? ''}`, query);
    const key = `${collection}/${rest}`;
    const present = this.documents.get(key);
    if (method === 'PUT') return this.put(key, (body ?? {}) as Document, query['overwrite'] === 'true');
    if (!present) return failed(404, 'The requested resource does not exist.');
    if (method === 'POST') this.documents.set(key, { ...present, ...(body as Document) });
    if (method === 'DELETE') this.documents.delete(key);
    return { status: 200, body: method === 'POST' ? 'OK' : present };
  }

  private put(key: string, body: Document, overwrite: boolean): FakeAnswer {
    const present = this.documents.get(key);
    if (present && !overwrite) return failed(409, 'resource already exists');
    this.store(key, { ...present, ...body });
    return { status: 200, body: this.documents.get(key) };
  }

  /** As the API, the newest first. */
  private list(prefix: string, { limit, skip }: SeenRequest['query']): FakeAnswer {
    const found = [...this.documents].filter(([key]) => key.startsWith(prefix)).map(([, document]) => document);
    const first = Number(skip ?? 0);
    return { status: 200, body: found.toReversed().slice(first, first + (Number(limit) || found.length)) };
  }
}

async function read(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '', 'http://fake');
  return {
    method: request.method ?? '',
    path: url.pathname.replace('/api/v1', ''),
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
