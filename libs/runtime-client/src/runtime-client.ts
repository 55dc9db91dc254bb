import { performance } from 'node:perf_hooks';
import type { CallOptions } from '@whisker/container-pool';
import type { Socket } from 'node:net';
import { buildConnector, Client, Pool, type Dispatcher } from 'undici';
import { Exchange, type Reply } from './exchange';
import { MAX_IN_LINE, RunLine } from './run-line';
import { destinationOf, type RuntimeAddress } from './runtime-address';

const HEADERS = ['content-type', 'application/json', 'accept', 'application/json'];
/** The proxies never close an idle connection, and a paused container could not. */
const KEEP_ALIVE_MS = 3_600_000;
const INIT_RETRY_MS = 50;
const WITHDRAW_WITHIN_MS = 1000;

/** What has to be done when a line cannot go on. */
export interface LineOwner {
  /** A run exceeded its time: the runtime is to be killed. */
  onOverdue(): void;
  /** The connection broke. Resolves when the runtime is gone. */
  onBroken(): Promise<void>;
}

export interface RuntimeClientOptions {
  /** Calls that may overlap. */
  readonly connections: number;
  /** Connections are kept for later calls. Default true; a foreign runtime may close one just when it is needed. */
  readonly keepAlive?: boolean;
  /** Set if the runtime lets runs stand in line. */
  readonly line?: LineOwner;
}

/**
 * Talks the runtime contract with one container: kept-alive connections, one call at a time on each, as many
 * connections as calls may overlap; or one connection on which runs stand in line. It dispatches to undici directly: a
 * `request()` with its body stream costs about twice as much.
 */
export class RuntimeClient {
  readonly #dispatcher: Dispatcher;
  readonly #line: RunLine | undefined;
  readonly #destination: ReturnType<typeof destinationOf>;
  /** The connection of the line. */
  #socket: Socket | undefined;

  constructor(address: RuntimeAddress, { connections, keepAlive = true, line }: RuntimeClientOptions) {
    this.#destination = destinationOf(address);
    const { origin, connect } = this.#destination;
    this.#line = line && this.#openLine(line);
    const options = {
      connect: this.#line ? this.#connector() : connect,
      // 0 ends a connection with its call.
      pipelining: this.#line ? MAX_IN_LINE : Number(keepAlive),
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      // One timer per call, in Exchange, covers both.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    this.#dispatcher = connections > 1 ? new Pool(origin, { ...options, connections }) : new Client(origin, options);
  }

  /** Runs that may be sent now behind those under way. */
  get lineRoom(): number {
    return this.#line?.room ?? 0;
  }

  /** Takes back runs whose turn does not come; called from time to time. */
  look(): void {
    this.#line?.look();
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
    const reply = await (this.#line ? this.#line.run(body, options) : this.#post('/run', body, options));
    return isEmpty(reply) ? { type: 'disconnected', refused: false, ms: reply.ms } : reply;
  }

  /** Breaks all connections; calls under way end as disconnected. */
  close(): void {
    // It rejects only calls that are told by their own Exchange.
    void this.#dispatcher.destroy().catch(() => undefined);
  }

  #post(path: string, body: string, options: CallOptions): Promise<Reply> {
    return new Promise((resolve) => {
      const exchange = new Exchange(options, resolve);
      exchange.begin();
      this.#dispatcher.dispatch({ path, method: 'POST', headers: HEADERS, body }, exchange);
    });
  }

  #openLine({ onOverdue, onBroken }: LineOwner): RunLine {
    return new RunLine({
      // What undici calls idempotent is what it may send behind others. It would also send it again on a new connection,
      // but this client is closed before there is one.
      send: (body, exchange) => {
        this.#gather();
        this.#dispatcher.dispatch(
          { path: '/run', method: 'POST', headers: HEADERS, body, idempotent: true, blocking: false },
          exchange,
        );
      },
      withdraw: (upto) => this.#withdraw(upto),
      onOverdue,
      onBroken: () => {
        // undici is in the middle of telling so.
        queueMicrotask(() => this.close());
        return onBroken();
      },
    });
  }

  #connector(): buildConnector.connector {
    const connect = buildConnector(this.#destination.connect);
    return (options, done) =>
      connect(options, (...connected) => {
        this.#socket = connected[1] ?? undefined;
        done(...connected);
      });
  }

  /** What is sent behind a run in progress can wait for the end of the turn: all of it is then written at once. */
  #gather(): void {
    const socket = this.#socket;
    if (!socket || socket.writableCorked > 0 || !this.#line?.isBusy) return;
    socket.cork();
    setImmediate(() => socket.uncork());
  }

  /** On a connection of its own, for it must overtake. */
  async #withdraw(upto: number): Promise<number | undefined> {
    const { origin, connect } = this.#destination;
    const client = new Client(origin, { connect });
    try {
      const signal = AbortSignal.timeout(WITHDRAW_WITHIN_MS);
      const body = JSON.stringify({ upto });
      const answer = await client.request({ path: '/withdraw', method: 'POST', headers: HEADERS, body, signal });
      const { begun } = (await answer.body.json()) as { readonly begun?: unknown };
      return typeof begun === 'number' ? begun : undefined;
    } catch {
      return undefined;
    } finally {
      void client.destroy().catch(() => undefined);
    }
  }
}

function isEmpty(reply: Reply): boolean {
  return reply.type === 'answered' && (reply.status === 204 || (reply.status === 200 && reply.size === 0));
}
