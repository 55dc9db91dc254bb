import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that reached the backend. */
export interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on a loopback port. */
export class LoopbackServer {
  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static start(handler: Handler): Promise<LoopbackServer> {
    const server = createServer(handler);
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        resolve(new LoopbackServer(server, `http://127.0.0.1:${port}`));
      });
    });
  }

  /** Ends the connections that nobody uses right now, as servers do after a while. */
  hangUpIdle(): void {
    this.server.closeIdleConnections();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A backend that answers as it is told, and keeps what it saw. */
export class Backend {
  readonly seen: SeenRequest[] = [];
  /** Answers once the body is there. */
  answer: (response: ServerResponse, seen: SeenRequest) => void = (response) => response.end('ok');
  /** Set: has the request before its body, and must answer it. */
  intercept: Handler | undefined;
  #server: LoopbackServer | undefined;

  static async start(): Promise<Backend> {
    const backend = new Backend();
    backend.#server = await LoopbackServer.start((request, response) => backend.#serve(request, response));
    return backend;
  }

  get origin(): string {
    return this.#server?.origin ?? '';
  }

  get last(): SeenRequest | undefined {
    return this.seen.at(-1);
  }

  hangUpIdle(): void {
    this.#server?.hangUpIdle();
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    if (this.intercept) return this.intercept(request, response);
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method, url, headers } = request;
      const seen = { method, url, headers, body: Buffer.concat(parts).toString('utf8') };
      this.seen.push(seen);
      this.answer(response, seen);
    });
  }
}
