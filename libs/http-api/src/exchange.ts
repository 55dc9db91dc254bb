import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newTransactionId, refuse, WhiskError, type Transaction } from '@whisker/entities';
import type { Answer, Reply } from './api';
import { accepts } from './accept';
import { statusOf } from './status';

const JSON_TYPE = 'application/json';
const NO_CONTENT = 204;
const TEXT_TYPE = 'text/plain; charset=UTF-8';

/** CORS headers of every completed REST answer (spec: rest-api section 1). */
const REST_CORS = cors('GET, DELETE, POST, PUT, HEAD');
const ROOT_CORS = cors('OPTIONS, GET, POST');

function cors(methods: string): readonly string[] {
  return [
    'Access-Control-Allow-Origin',
    '*',
    'Access-Control-Allow-Headers',
    'Authorization, Origin, X-Requested-With, Content-Type, Accept, User-Agent',
    'Access-Control-Allow-Methods',
    methods,
  ];
}

/** A client may choose its transaction id, but not one of the platform's own. */
const RESERVED_ID = 'sid_';

/** Overload passes in moments; clients that honour the header come back then. Seconds. */
export const RETRY_AFTER_SECONDS = '1';

/** A refused body larger than this ends the connection, bytes. */
const MAX_DROPPED_BYTES = 64 * 1024 * 1024;

/** When a request came, and what for. */
export interface Received {
  /** epoch ms */
  readonly now: number;
  /** Path and query. */
  readonly url: string;
}

/** One request and its answer. */
export class Exchange {
  readonly method: string;
  /** Path as sent, percent-encoded, without the query. */
  readonly path: string;
  /** Query as sent, without `?`. */
  readonly search: string;
  readonly transaction: Transaction;

  constructor(
    readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    { now, url }: Received,
  ) {
    const mark = url.indexOf('?');
    this.path = mark < 0 ? url : url.slice(0, mark);
    this.search = mark < 0 ? '' : url.slice(mark + 1);
    this.method = request.method ?? 'GET';
    this.transaction = transactionOf(request, now);
  }

  get answered(): boolean {
    return this.response.headersSent;
  }

  /** Answers a request below `/api/v1`: with CORS headers, and 406 if the client takes no JSON. */
  answer(answer: Answer): void {
    if (answer.status === NO_CONTENT) return this.send({ status: NO_CONTENT, headers: REST_CORS });
    if (answer.text === undefined && !accepts(this.request.headers.accept, JSON_TYPE)) {
      this.refuse(refuse.notAcceptable(JSON_TYPE));
      return;
    }
    this.#end(answer, REST_CORS);
  }

  /** Answers a request outside `/api/v1`. */
  answerPlainly(answer: Answer): void {
    this.#end(answer, []);
  }

  /** Answers OPTIONS. */
  answerOptions(rest: boolean): void {
    this.#end({ status: 200, text: 'OK' }, rest ? REST_CORS : ROOT_CORS);
  }

  /** Answers with a refusal in the shape all clients know. */
  refuse(error: WhiskError): void {
    const extra: string[] = error.stage === 'operation' ? [...REST_CORS] : [];
    if (error.kind === 'unauthenticated')
      extra.push('WWW-Authenticate', 'Basic realm="OpenWhisk secure realm",charset=UTF-8');
    if (error.kind === 'method-not-allowed') extra.push('Allow', 'OPTIONS');
    if (error.kind === 'unavailable') extra.push('Retry-After', RETRY_AFTER_SECONDS);
    this.#end({ status: statusOf[error.kind], body: { error: error.message, code: this.transaction.id } }, extra);
    this.#dropUnreadBody();
  }

  /** Answers in any media type, with no headers of the REST API but the transaction id. */
  send({ status, headers = [], type, content = '' }: Reply): void {
    if (this.response.headersSent || this.response.destroyed) return;
    const all = ['X-Request-ID', this.transaction.id, ...headers];
    if (type !== undefined) all.push('Content-Type', type);
    if (status !== 204 && status !== 304) all.push('Content-Length', String(Buffer.byteLength(content)));
    this.response.writeHead(status, all);
    this.response.end(content);
    this.#dropUnreadBody();
  }

  /**
   * Answers with a body that comes by and by, as fast as the client takes it. If either side gives up, the other one is
   * told: the connection is broken off, the body destroyed. Never rejects.
   */
  async stream({ status, headers = [], type }: Reply, body: Readable): Promise<void> {
    if (this.response.headersSent || this.response.destroyed) return void body.destroy();
    const all = ['X-Request-ID', this.transaction.id, ...headers];
    this.response.writeHead(status, type === undefined ? all : [...all, 'Content-Type', type]);
    this.#dropUnreadBody();
    if (this.method === 'HEAD') {
      this.response.end();
      body.destroy();
      return;
    }
    this.response.flushHeaders();
    await pipeline(body, this.response).catch(() => undefined);
  }

  /** Takes in the rest of a body nobody wants: a client that is still sending could not read the answer else. */
  #dropUnreadBody(): void {
    if (this.request.complete) return;
    let left = MAX_DROPPED_BYTES;
    this.request.on('data', (part: Buffer) => {
      left -= part.length;
      if (left < 0) this.request.destroy();
    });
  }

  #end(answer: Answer, extra: readonly string[]): void {
    if (this.response.headersSent || this.response.destroyed) return;
    const text = answer.text ?? answer.json ?? JSON.stringify(answer.body);
    const headers = [
      'Content-Type',
      answer.text === undefined ? JSON_TYPE : TEXT_TYPE,
      'Content-Length',
      String(Buffer.byteLength(text)),
      'X-Request-ID',
      this.transaction.id,
      ...extra,
    ];
    if (answer.activationId !== undefined) headers.push('x-openwhisk-activation-id', answer.activationId);
    this.response.writeHead(answer.status, headers);
    this.response.end(text);
  }
}

function transactionOf(request: IncomingMessage, now: number): Transaction {
  const given = request.headers['x-request-id'];
  const usable = typeof given === 'string' && given !== '' && !given.startsWith(RESERVED_ID);
  const id = usable ? given : newTransactionId();
  const extra = request.headers['x-ow-extra-logging'];
  if (extra === undefined) return { id, start: now };
  return { id, start: now, extraLogging: String(extra).toLowerCase() === 'on' };
}
