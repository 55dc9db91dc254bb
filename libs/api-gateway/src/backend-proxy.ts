import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { ServerResponse } from 'node:http';
import type { BackendRequest } from './backend-request';
import type { GatewayLimits } from './gateway-options';
import { GatewayRefusal, refuse } from './gateway-refusal';
import { endToEnd } from './message-headers';

/** Idle connections kept per backend. */
const MAX_IDLE = 64;
/** Methods that may be sent again if a kept connection turns out to be closed. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A call to forward, and how its answer is given. */
export interface Forwarding {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly backend: BackendRequest;
  /** The headers of the answer, names and values in turn, from those of the backend's. */
  readonly headersOf: (headers: readonly (readonly [string, string])[]) => string[];
}

/**
 * Sends calls to backends and streams both bodies. Redirects are answers like any other: nothing but the given address
 * is ever called.
 */
export class BackendProxy {
  readonly #limits: GatewayLimits;
  readonly #agents = {
    http: new HttpAgent({ keepAlive: true, maxFreeSockets: MAX_IDLE }),
    https: new HttpsAgent({ keepAlive: true, maxFreeSockets: MAX_IDLE }),
  };
  #calls = 0;
  #onIdle: (() => void) | undefined;

  constructor(limits: GatewayLimits) {
    this.#limits = limits;
  }

  /**
   * Resolves when the answer has ended, or was cut off since it could not be ended well.
   * @throws GatewayRefusal overloaded, bodyTooLarge, backendFailed, backendTooSlow while nothing has been answered
   */
  async forward(forwarding: Forwarding): Promise<void> {
    const { maxCalls, maxBodyBytes } = this.#limits;
    if (Number(forwarding.request.headers['content-length'] ?? 0) > maxBodyBytes)
      throw refuse.bodyTooLarge(maxBodyBytes);
    if (this.#calls >= maxCalls || this.#onIdle) throw refuse.overloaded();
    this.#calls += 1;
    try {
      await this.#forward(forwarding);
    } finally {
      this.#release();
    }
  }

  /** Takes no more calls. Resolves when none is in progress any more, or after `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      timer = setTimeout(resolve, timeoutMs);
      if (this.#calls === 0) resolve();
    });
    clearTimeout(timer);
  }

  /** Ends idle connections, and calls in progress. */
  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }

  #release(): void {
    this.#calls -= 1;
    if (this.#calls === 0) this.#onIdle?.();
  }

  async #forward(forwarding: Forwarding): Promise<void> {
    const { request, response, backend } = forwarding;
    const exchange = new Exchange(forwarding, this.#limits);
    const repeatable = REPEATABLE.has(backend.method) && !hasBody(request);
    // The backend may close a kept connection just when it is used again; a second one is new or as fresh as can be.
    for (let attempt = 1; ; attempt += 1) {
      try {
        await exchange.run(this.#open(backend));
        return;
      } catch (error) {
        if (repeatable && attempt < 3 && error instanceof StaleConnection) continue;
        exchange.end();
        if (response.headersSent || response.destroyed) return void response.destroy();
        throw error instanceof GatewayRefusal ? error : refuse.backendFailed();
      }
    }
  }

  #open({ origin, method, path, headers }: BackendRequest): ClientRequest {
    const { protocol, hostname, port } = new URL(origin);
    const host = { hostname: hostname.replace(/^\[|\]$/g, ''), ...(port !== '' && { port }) };
    const options = { ...host, method, path, headers };
    return protocol === 'https:'
      ? httpsRequest({ ...options, agent: this.#agents.https })
      : httpRequest({ ...options, agent: this.#agents.http });
  }
}

/** A kept connection was closed before anything of the answer came. */
class StaleConnection extends Error {}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** One call with its deadline. */
class Exchange {
  readonly #forwarding: Forwarding;
  readonly #limits: GatewayLimits;
  readonly #timer: NodeJS.Timeout;
  #outgoing: ClientRequest | undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(forwarding: Forwarding, limits: GatewayLimits) {
    this.#forwarding = forwarding;
    this.#limits = limits;
    this.#timer = setTimeout(() => this.#abort(refuse.backendTooSlow()), limits.callTimeoutMs);
    // The caller has gone: nobody waits for the backend any more.
    forwarding.response.once('close', this.#onClose);
  }

  /** Idempotent. */
  end(): void {
    clearTimeout(this.#timer);
    this.#forwarding.response.off('close', this.#onClose);
  }

  run(outgoing: ClientRequest): Promise<void> {
    this.#outgoing = outgoing;
    return new Promise<void>((resolve, reject) => {
      this.#fail = reject;
      outgoing.on('error', (error: NodeJS.ErrnoException) => reject(this.#meaningOf(error, outgoing)));
      outgoing.on('response', (answer) => this.#pass(answer, resolve));
      this.#send(outgoing);
    }).then(() => this.end());
  }

  readonly #onClose = (): void => {
    if (!this.#forwarding.response.writableEnded) this.#abort(refuse.backendFailed());
  };

  #abort(reason: GatewayRefusal): void {
    this.#fail(reason);
    this.#outgoing?.destroy();
    // At once: what was received already must not end the answer as if it were whole.
    if (this.#forwarding.response.headersSent) this.#forwarding.response.destroy();
  }

  #meaningOf(error: NodeJS.ErrnoException, outgoing: ClientRequest): Error {
    return outgoing.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection() : error;
  }

  #send(outgoing: ClientRequest): void {
    const { request } = this.#forwarding;
    if (!hasBody(request)) return void outgoing.end();
    const { maxBodyBytes } = this.#limits;
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size > maxBodyBytes) this.#abort(refuse.bodyTooLarge(maxBodyBytes));
    });
    // The request must outlive a failure of the backend, or the caller could not be told of it.
    outgoing.once('close', () => {
      request.unpipe(outgoing);
      request.resume();
    });
    request.pipe(outgoing);
  }

  #pass(answer: IncomingMessage, resolve: () => void): void {
    const { response, headersOf } = this.#forwarding;
    const { maxBodyBytes } = this.#limits;
    if (Number(answer.headers['content-length'] ?? 0) > maxBodyBytes) return this.#abort(refuse.backendFailed());
    let size = 0;
    answer.on('data', (part: Buffer) => {
      size += part.length;
      if (size > maxBodyBytes) this.#abort(refuse.backendFailed());
    });
    answer.on('error', () => this.#abort(refuse.backendFailed()));
    answer.on('aborted', () => this.#abort(refuse.backendFailed()));
    response.writeHead(answer.statusCode ?? 502, headersOf(endToEnd(answer.rawHeaders)));
    response.once('finish', resolve);
    answer.pipe(response);
  }
}
