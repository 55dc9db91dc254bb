import type { CallOptions } from '@whisker/container-pool';
import { Exchange, type Reply } from './exchange';

/** Tells a runtime to leave those of the first `upto` runs that have not begun; resolves with how many have. */
export type Withdraw = (upto: number) => Promise<number | undefined>;

export interface RunLineParts {
  /** Sends a /run on the one connection of this line, behind what was sent before. */
  readonly send: (body: string, exchange: Exchange) => void;
  readonly withdraw: Withdraw;
  /** A run exceeded its time. The runtime is to be killed; until the connection breaks, what it still answers counts. */
  readonly onOverdue: () => void;
  /** The connection broke: nothing more can be run here. Resolves when nothing can begin there any more. */
  readonly onBroken: () => Promise<void>;
  /** ms; default `performance.now`. */
  readonly now?: () => number;
}

/** Runs that may be under way in one container, the one in progress among them. */
export const MAX_IN_LINE = 17;
/** A run that takes longer than this closes the line behind it, ms. */
const CLOSED_AFTER_MS = 10;
/** Those behind a run that takes longer than this are taken back, ms. */
const WITHDRAWN_AFTER_MS = 50;

interface Place {
  readonly exchange: Exchange;
  /** How many runs were sent up to this one. */
  readonly number: number;
}

/**
 * The runs sent to a runtime that takes one at a time and lets others stand in line.
 *
 * The runtime begins a run only when the answer to the one before has left it, and answers in order. So a run has not
 * begun as long as the answer to the one before has not begun to arrive: such a run may be given to another container
 * when this one ends, and none is ever run twice.
 */
export class RunLine {
  readonly #parts: RunLineParts;
  readonly #places: Place[] = [];
  #sent = 0;
  #broken = false;
  #withdrawn = 0;

  constructor(parts: RunLineParts) {
    this.#parts = parts;
  }

  /** Runs it takes now. */
  get room(): number {
    const [first] = this.#places;
    if (this.#broken || (first && first.exchange.ms > CLOSED_AFTER_MS)) return 0;
    return MAX_IN_LINE - this.#places.length;
  }

  /** A run is in progress and another behind it. */
  get isBusy(): boolean {
    return this.#places.length > 1;
  }

  run(body: string, options: CallOptions): Promise<Reply> {
    if (this.#broken) return Promise.resolve(NOT_RUN);
    return new Promise((resolve) => {
      const exchange: Exchange = new Exchange(options, resolve, {
        onAnswered: () => this.#next(),
        onBroken: () => this.#break(),
        onTimeout: this.#parts.onOverdue,
        ...(this.#parts.now && { now: this.#parts.now }),
      });
      this.#places.push({ exchange, number: ++this.#sent });
      if (this.#places.length === 1) exchange.begin();
      this.#parts.send(body, exchange);
    });
  }

  /** Takes back what stands behind a run that lasts. Called from time to time. */
  look(): void {
    const [first, second] = this.#places;
    if (!first || !second || first.exchange.ms < WITHDRAWN_AFTER_MS || this.#withdrawn === this.#sent) return;
    this.#withdrawn = this.#sent;
    void this.#withdraw(this.#sent);
  }

  async #withdraw(upto: number): Promise<void> {
    const begun = await this.#parts.withdraw(upto);
    if (begun === undefined) return;
    for (const { exchange, number } of this.#places) if (number > begun && number <= upto) exchange.tell(NOT_RUN);
  }

  #next(): void {
    this.#places.shift();
    this.#places[0]?.exchange.begin();
  }

  #break(): void {
    if (this.#broken) return;
    this.#broken = true;
    const left: Exchange[] = [];
    let begun = true;
    for (const { exchange } of this.#places.splice(0)) {
      if (begun) exchange.tell({ type: 'disconnected', refused: false, ms: exchange.ms });
      else left.push(exchange);
      begun = exchange.answering;
    }
    void this.#parts.onBroken().then(() => left.forEach((exchange) => exchange.tell(NOT_RUN)));
  }
}

const NOT_RUN = { type: 'not-run', ms: 0 } as const;
