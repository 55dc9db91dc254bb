import { Agent, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { InitValue, RunBody, RuntimeAnswer } from './runtime-under-test';

/** `Content-Type` of a streamed answer (docker/runtimes/README.md). */
export const STREAM_TYPE = 'application/vnd.whisker.stream';

/** Where a runtime listens. */
export type RuntimeAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/** Speaks HTTP to a runtime, over kept connections as the platform does. */
export class RuntimeClient {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #address: RuntimeAddress;

  constructor(address: RuntimeAddress) {
    this.#address = address;
  }

  init(value: InitValue): Promise<RuntimeAnswer> {
    const full = { name: 'test', main: 'main', binary: false, env: {}, ...value };
    return this.post('/init', JSON.stringify({ value: full }));
  }

  run(body: RunBody): Promise<RuntimeAnswer> {
    return this.post('/run', JSON.stringify(body));
  }

  stream(body: RunBody): Promise<IncomingMessage> {
    return this.#send('/run', JSON.stringify(body), { Accept: `${STREAM_TYPE}, application/json` });
  }

  async post(path: string, text: string): Promise<RuntimeAnswer> {
    const response = await this.#send(path, text);
    const answer = await readText(response);
    return { status: response.statusCode ?? 0, headers: response.headers, text: answer, body: parse(answer) };
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(path: string, text: string, more: OutgoingHttpHeaders = {}): Promise<IncomingMessage> {
    const headers = { ...more, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
      request({ ...this.#address, agent: this.#agent, method: 'POST', path, headers }, resolve)
        .on('error', reject)
        .end(text);
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
