import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that reached the server. */
export interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly authorization: string | undefined;
  /** As text. */
  readonly body: string;
}

interface ScriptedAnswer {
  readonly status?: number;
  readonly type?: string;
  /** Sent as JSON, or as it is if it is a text. */
  readonly body?: unknown;
}

/** A server on loopback that gives one answer after the other, and `{}` when there is none left. */
export class ScriptedServer {
  readonly requests: SeenRequest[] = [];
  readonly #answers: ScriptedAnswer[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedServer> {
    const server = createServer();
    const scripted = new ScriptedServer(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const body = Buffer.concat(chunks).toString();
        scripted.requests.push({ method, url, authorization: headers.authorization, body });
        const { status = 200, type = 'application/json', body: answer = {} } = scripted.#answers.shift() ?? {};
        response.writeHead(status, { 'content-type': type });
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Gives these answers next. */
  script(...answers: ScriptedAnswer[]): void {
    this.#answers.push(...answers);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
