// @ts-check
'use strict';

/** @typedef {import('./action.cjs').Answer} Answer */

/**
 * @typedef {object} Place
 * @property {number} number how many runs had come when this one came
 * @property {any} request
 * @property {(answer: Answer | Promise<Answer>) => void} resolve
 */

/** For what stands in line when the container ends or the run was taken back: it has not begun. */
const NOT_BEGUN = { status: 503, body: '{"error":"The run was not begun."}' };

/**
 * Runs that stand in line, for a platform that sends the next ones ahead on one connection. Beyond the runtime contract:
 * whoever does not ask for it has his overlapping run refused.
 *
 * A run begins only when the answer to the one before was handed to the connection. So the platform, which reads the
 * answers in order, knows of each run that it had not begun when the container ended.
 */
class RunLine {
  /** @type {Place[]} */
  #waiting = [];
  #run;
  #mayRun;
  #arrived = 0;
  #begun = 0;
  #withdrawn = 0;
  #occupied = false;

  /**
   * @param {(request: any) => Answer | Promise<Answer>} run
   * @param {() => boolean} mayRun false once the action has ended
   */
  constructor(run, mayRun) {
    this.#run = run;
    this.#mayRun = mayRun;
  }

  /**
   * Whoever has the answer calls `left` when it was handed to the connection.
   *
   * @param {any} request body of /run
   * @returns {Answer | Promise<Answer>}
   */
  enter(request) {
    const number = ++this.#arrived;
    if (this.#occupied) return new Promise((resolve) => this.#waiting.push({ number, request, resolve }));
    this.#occupied = true;
    this.#begun = number;
    return this.#run(request);
  }

  /** The answer to the run in progress has left; the next begins. */
  left() {
    const next = this.#waiting.shift();
    this.#occupied = next !== undefined;
    if (next) next.resolve(this.#begin(next));
  }

  /**
   * Takes back those that have not begun.
   *
   * @param {any} request `{ upto }`: of the first so many that were sent
   * @returns {Answer} `{ begun }`: so many have begun
   */
  withdraw({ upto }) {
    if (typeof upto === 'number') this.#withdrawn = Math.max(this.#withdrawn, upto);
    return { status: 200, body: JSON.stringify({ begun: this.#begun }) };
  }

  /** @param {Place} place */
  #begin({ number, request }) {
    if (number <= this.#withdrawn || !this.#mayRun()) return NOT_BEGUN;
    this.#begun = number;
    return this.#run(request);
  }
}

module.exports = { RunLine };
