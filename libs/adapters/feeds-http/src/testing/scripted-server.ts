import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that reached the server. */
export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** What the server does with a request: answers, or hangs up. */
export type ScriptedAnswer = { readonly status?: number; readonly body?: unknown } | 'hang-up' | 'wait';

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
        const url = new URL(request.url ?? '', scripted.url);
        const { method = '', headers } = request;
        scripted.requests.push({
          method,
          url,
          authorization: headers.authorization,
          body: Buffer.concat(chunks).toString(),
        });
        const answer = scripted.#answers.shift() ?? {};
        if (answer === 'hang-up') request.socket.destroy();
        if (typeof answer === 'string') return;
        response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer.body ?? {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  script(...answers: ScriptedAnswer[]): void {
    this.#answers.push(...answers);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
