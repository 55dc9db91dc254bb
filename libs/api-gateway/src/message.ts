import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJsonObject, type JsonObject, type JsonValue } from '@whisker/entities';
import { GatewayRefusal, refuse } from './gateway-refusal';

const JSON_TYPE = 'application/json; charset=utf-8';
/** A refused body larger than this ends the connection, bytes. */
const MAX_DROPPED_BYTES = 64 * 1024 * 1024;

/** An answer the gateway makes itself. */
export interface Answer {
  readonly status: number;
  /** Sent as JSON. */
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request and its answer. */
export class Message {
  readonly method: string;
  /** As sent, percent-encoded, without the query. */
  readonly path: string;
  /** As sent, without `?`. */
  readonly search: string;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    this.path = mark < 0 ? url : url.slice(0, mark);
    this.search = mark < 0 ? '' : url.slice(mark + 1);
    this.method = (request.method ?? 'GET').toUpperCase();
  }

  answer({ status, body, headers = {} }: Answer): void {
    const { request, response } = this;
    if (response.headersSent || response.destroyed) return;
    const text = body === undefined ? '' : JSON.stringify(body);
    if (body !== undefined) response.setHeader('Content-Type', JSON_TYPE);
    if (status !== 204) response.setHeader('Content-Length', Buffer.byteLength(text));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.writeHead(status).end(text);
    if (!request.complete) this.#dropBody();
  }

  /** @param error whatever a handler threw; `onFault` hears of those that are no refusals */
  refuse(error: unknown, onFault: (fault: unknown) => void): void {
    const refusal = error instanceof GatewayRefusal ? error : refuse.internal();
    if (refusal !== error) onFault(error);
    const { status, message, headers } = refusal;
    this.answer({ status, body: { status, message: `Error: ${message}` }, headers });
  }

  /** @throws GatewayRefusal bodyMissing, bodyUnreadable, bodyTooLarge */
  async readObject(limit: number): Promise<JsonObject> {
    const text = await this.#readText(limit);
    if (text === '') throw refuse.bodyMissing();
    const value = parse(text);
    if (!isJsonObject(value)) throw refuse.bodyUnreadable();
    return value;
  }

  #readText(limit: number): Promise<string> {
    const { request } = this;
    if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(refuse.bodyTooLarge(limit));
    const parts: Buffer[] = [];
    let size = 0;
    return new Promise((resolve, reject) => {
      request.on('data', (part: Buffer) => {
        size += part.length;
        if (size <= limit) parts.push(part);
        else reject(refuse.bodyTooLarge(limit));
      });
      request.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
      request.on('close', () => reject(refuse.bodyMissing()));
      request.on('error', () => undefined);
    });
  }

  /** Takes in the rest of a body nobody wants: a client that is still sending could not read the answer else. */
  #dropBody(): void {
    let left = MAX_DROPPED_BYTES;
    this.request.on('data', (part: Buffer) => {
      left -= part.length;
      if (left < 0) this.request.destroy();
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse.bodyUnreadable();
  }
}
