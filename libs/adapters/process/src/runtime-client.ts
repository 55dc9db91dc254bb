import { performance } from 'node:perf_hooks';
import type { CallOptions } from '@whisker/container-pool';
import { Client, Pool, type Dispatcher } from 'undici';
import { Exchange, type Reply } from './exchange';

const HEADERS = ['content-type', 'application/json', 'accept', 'application/json'];
/** The proxies never close an idle connection, and a paused container could not. */
const KEEP_ALIVE_MS = 3_600_000;
const INIT_RETRY_MS = 50;

/**
 * Talks the runtime contract with one container over its unix socket: kept-alive connections, one call at a time on
 * each, as many connections as calls may overlap. It dispatches to undici directly: a `request()` with its body stream
 * costs about twice as much.
 */
export class RuntimeClient {
  readonly #dispatcher: Dispatcher;

  constructor(socketPath: string, connections: number) {
    const options = {
      connect: { socketPath },
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      // One timer per call, in Exchange, covers both.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    const origin = 'http://localhost';
    this.#dispatcher = connections > 1 ? new Pool(origin, { ...options, connections }) : new Client(origin, options);
  }

  /** Sends an /init; one that no one listened to is sent again until the time is over. */
  async init(body: string, options: CallOptions): Promise<Reply> {
    const start = performance.now();
    for (;;) {
      const left = options.timeout - (performance.now() - start);
      const reply = await this.#post('/init', body, { ...options, timeout: left });
      if (reply.type !== 'disconnected' || !reply.refused) return { ...reply, ms: performance.now() - start };
      if (left <= INIT_RETRY_MS) return { type: 'timed-out', ms: performance.now() - start };
      await new Promise((resolve) => setTimeout(resolve, INIT_RETRY_MS));
    }
  }

  /** Sends a /run, once. An empty answer counts as none. */
  async run(body: string, options: CallOptions): Promise<Reply> {
    const reply = await this.#post('/run', body, options);
    return isEmpty(reply) ? { type: 'disconnected', refused: false, ms: reply.ms } : reply;
  }

  /** Breaks all connections; calls under way end as disconnected. */
  close(): void {
    // It rejects only calls that are told by their own Exchange.
    void this.#dispatcher.destroy().catch(() => undefined);
  }

  #post(path: string, body: string, options: CallOptions): Promise<Reply> {
    return new Promise((resolve) => {
      this.#dispatcher.dispatch({ path, method: 'POST', headers: HEADERS, body }, new Exchange(options, resolve));
    });
  }
}

function isEmpty(reply: Reply): boolean {
  return reply.type === 'answered' && (reply.status === 204 || (reply.status === 200 && reply.size === 0));
}
