import type { JsonObject } from '@whisker/entities';
import { InMemoryRouteStore } from '@whisker/testing';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { createGateway, type Gateway, type GatewayOptions } from '../gateway';
import { Backend, LoopbackServer } from './backend';
import { aDocument, type DocumentParts } from './documents';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

export const CREDENTIALS = { user: 'op', password: 'secret' };
const AUTHORIZATION = `Basic ${Buffer.from('op:secret').toString('base64')}`;

/** A gateway and a backend, each on a loopback port. */
export class GatewayUnderTest {
  readonly faults: unknown[] = [];
  time = 1_000_000;

  private constructor(
    readonly backend: Backend,
    private readonly server: LoopbackServer,
    readonly gateway: Gateway,
  ) {}

  static async start(options: Partial<GatewayOptions> = {}): Promise<GatewayUnderTest> {
    const backend = await Backend.start();
    const holder: { self?: GatewayUnderTest; ids: number } = { ids: 0 };
    const gateway = createGateway({
      store: new InMemoryRouteStore(),
      credentials: CREDENTIALS,
      publicUrl: () => 'https://apis.example',
      clock: () => holder.self?.time ?? 0,
      newId: () => `id-${(holder.ids += 1)}`,
      onFault: (fault) => holder.self?.faults.push(fault),
      ...options,
    });
    const server = await LoopbackServer.start(gateway.listener);
    return (holder.self = new GatewayUnderTest(backend, server, gateway));
  }

  /** Defines an API of the tenant `guest`; in its targets, `backend` is the backend. */
  async define(parts: DocumentParts): Promise<string> {
    const operations = Object.fromEntries(
      Object.entries(parts.operations ?? {}).map(([operation, target]) => [
        operation,
        target?.replace('http://backend', this.backend.origin),
      ]),
    );
    const { id } = await this.gateway.apis.create('guest', aDocument({ ...parts, operations }));
    return id;
  }

  /** Calls `path` below `/api/guest`; one that begins with `//` from the root. */
  call(path: string, asked: Asked = {}): Promise<Answer> {
    return this.ask(path.startsWith('//') ? path.slice(1) : `/api/guest${path}`, asked);
  }

  /** Asks the management interface below `/v2/guest`, with its credentials. */
  async manage(method: string, path: string, body?: JsonObject | string): Promise<Answer & { readonly json: unknown }> {
    const text = typeof body === 'object' ? JSON.stringify(body) : body;
    const headers = { authorization: AUTHORIZATION };
    const answer = await this.ask(`/v2/guest${path}`, { method, headers, ...(text !== undefined && { body: text }) });
    return { ...answer, json: answer.text === '' ? undefined : JSON.parse(answer.text) };
  }

  /** As it is: no address is folded, no header added but the host's. */
  ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
    const { hostname, port } = new URL(this.server.origin);
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const all = { ...length, ...headers } as Record<string, string | string[]>;
      const asked = httpRequest({ hostname, port, path, method, headers: all, agent: false }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  async close(): Promise<void> {
    this.gateway.close();
    await this.server.close();
    await this.backend.close();
  }
}
