import { performance } from 'node:perf_hooks';
import type { CallOptions, RuntimeAnswer } from '@whisker/container-pool';
import type { Dispatcher } from 'undici';
import { beginning } from './log-lines';

/** An answer, before it is known why a connection ended. */
export type Reply =
  | Exclude<RuntimeAnswer, { readonly type: 'disconnected' }>
  /** `refused`: nothing was sent, no one listened. */
  | { readonly type: 'disconnected'; readonly refused: boolean; readonly ms: number };

/** For a call on a connection that others share. */
export interface SharedConnection {
  /** It was answered on the connection, whatever its caller was told before. */
  readonly onAnswered: () => void;
  /** The connection broke; its caller is not told yet. */
  readonly onBroken: () => void;
  /** Its time is over and its caller was told; the connection is left as it is. */
  readonly onTimeout: () => void;
  /** ms; default `performance.now`. */
  readonly now?: () => number;
}

/** Of a body that is too large this much more is read and dropped, so that the connection can be kept. */
const MAX_DROPPED_BYTES = 16 * 1024 * 1024;
/**
 * Timeouts are rounded up to this, so that calls share Node's timer lists, which are kept per duration. One more first:
 * a timer may fire a fraction early.
 */
const TIMER_GRAIN_MS = 10;
const REFUSALS = new Set(['ECONNREFUSED', 'ENOENT', 'EAGAIN']);

/** One call to a runtime: gathers its answer within the limits of time and size. */
export class Exchange implements Dispatcher.DispatchHandler {
  #start = 0;
  #timer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #size = 0;
  #chunks: Buffer[] = [];
  #done = false;

  constructor(
    private readonly options: CallOptions,
    private readonly resolve: (reply: Reply) => void,
    private readonly shared?: SharedConnection,
  ) {}

  /** Its caller was told how it ended. */
  get done(): boolean {
    return this.#done;
  }

  /** An answer has begun to arrive. */
  get answering(): boolean {
    return this.#status !== 0;
  }

  /** Time since its turn, ms; 0 before. */
  get ms(): number {
    return this.#start === 0 ? 0 : this.#now() - this.#start;
  }

  /** It is its turn: its time runs from now. */
  begin(): void {
    this.#start = this.#now();
    const timeout = Math.ceil((Math.max(this.options.timeout, 0) + 1) / TIMER_GRAIN_MS) * TIMER_GRAIN_MS;
    if (!this.#done) this.#timer = setTimeout(() => this.#timedOut(), timeout);
  }

  /** Ends it for its caller; what comes on the connection later is dropped. */
  tell(reply: Reply): void {
    if (this.#done) return;
    this.#done = true;
    clearTimeout(this.#timer);
    this.resolve(reply);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It timed out while it waited for a connection.
    if (this.#done && !this.shared) controller.abort(new Error('too late'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const before = this.#size;
    this.#size += chunk.length;
    if (before <= this.options.maxBytes) this.#chunks.push(chunk);
    else if (this.#size > this.options.maxBytes + MAX_DROPPED_BYTES) this.#abort(this.#tooLarge());
  }

  onResponseEnd(): void {
    this.tell(this.#size > this.options.maxBytes ? this.#tooLarge() : this.#answered());
    this.shared?.onAnswered();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.shared) return this.shared.onBroken();
    const refused = this.#controller === undefined && REFUSALS.has((error as NodeJS.ErrnoException).code ?? '');
    this.tell({ type: 'disconnected', refused, ms: this.ms });
  }

  #answered(): Reply {
    const [first] = this.#chunks;
    const bytes = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    return { type: 'answered', status: this.#status, body: bytes.toString(), size: this.#size, ms: this.ms };
  }

  #tooLarge(): Reply {
    const body = beginning(Buffer.concat(this.#chunks), this.options.truncation);
    return { type: 'too-large', status: this.#status, body, size: this.#size, ms: this.ms };
  }

  #now(): number {
    return this.shared?.now?.() ?? performance.now();
  }

  #timedOut(): void {
    const reply = { type: 'timed-out', ms: this.ms } as const;
    if (!this.shared) return this.#abort(reply);
    this.tell(reply);
    this.shared.onTimeout();
  }

  #abort(reply: Reply): void {
    this.tell(reply);
    this.#controller?.abort(new Error('given up'));
  }
}
