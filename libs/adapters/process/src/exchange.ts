import { performance } from 'node:perf_hooks';
import type { CallOptions, RuntimeAnswer } from '@whisker/container-pool';
import type { Dispatcher } from 'undici';
import { beginning } from './log-lines';

/** An answer, before it is known why a connection ended. */
export type Reply =
  | Exclude<RuntimeAnswer, { readonly type: 'disconnected' }>
  /** `refused`: nothing was sent, no one listened. */
  | { readonly type: 'disconnected'; readonly refused: boolean; readonly ms: number };

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
  readonly #start = performance.now();
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #size = 0;
  #chunks: Buffer[] = [];
  #done = false;

  constructor(
    private readonly options: CallOptions,
    private readonly resolve: (reply: Reply) => void,
  ) {
    const timeout = Math.ceil((Math.max(options.timeout, 0) + 1) / TIMER_GRAIN_MS) * TIMER_GRAIN_MS;
    this.#timer = setTimeout(() => this.#abort({ type: 'timed-out', ms: this.#elapsed() }), timeout);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It timed out while it waited for a connection.
    if (this.#done) controller.abort(new Error('too late'));
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
    this.#finish(this.#size > this.options.maxBytes ? this.#tooLarge() : this.#answered());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const refused = this.#controller === undefined && REFUSALS.has((error as NodeJS.ErrnoException).code ?? '');
    this.#finish({ type: 'disconnected', refused, ms: this.#elapsed() });
  }

  #answered(): Reply {
    const [first] = this.#chunks;
    const bytes = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    return { type: 'answered', status: this.#status, body: bytes.toString(), size: this.#size, ms: this.#elapsed() };
  }

  #tooLarge(): Reply {
    const body = beginning(Buffer.concat(this.#chunks), this.options.truncation);
    return { type: 'too-large', status: this.#status, body, size: this.#size, ms: this.#elapsed() };
  }

  #elapsed(): number {
    return performance.now() - this.#start;
  }

  #abort(reply: Reply): void {
    this.#finish(reply);
    this.#controller?.abort(new Error('given up'));
  }

  #finish(reply: Reply): void {
    if (this.#done) return;
    this.#done = true;
    clearTimeout(this.#timer);
    this.resolve(reply);
  }
}
