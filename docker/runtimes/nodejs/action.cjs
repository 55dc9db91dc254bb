// @ts-check
'use strict';
const { LoadFailure } = require('./load-failure.cjs');
const { loadAction } = require('./loader.cjs');

/**
 * The life of the action in this container. A fresh container is `ready` and has no function yet.
 *
 * | status   | /init            | /run                                     |
 * |----------|------------------|------------------------------------------|
 * | ready    | once: -> starting | with a function: -> running             |
 * | starting | refused          | refused; loaded -> ready, else -> stopped |
 * | running  | refused          | refused; answered -> ready, thrown -> stopped |
 * | stopped  | refused          | refused                                  |
 *
 * With concurrency the status stays `ready` during a run.
 *
 * @typedef {'ready' | 'starting' | 'running' | 'stopped'} Status
 */

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} body
 * @property {Parameters<typeof import('./stream.cjs').sendStream>[1]} [streamed] the body is the head of this
 */

const INITIALIZED = { status: 200, body: '{"OK":true}' };

class Action {
  /** @type {Status} */
  #status = 'ready';
  /** @type {import('./loader.cjs').ActionFunction | undefined} */
  #main;
  #environment = new Environment();
  #concurrent;
  #endActivation;

  /**
   * @param {object} options
   * @param {boolean} options.concurrent whether runs may overlap
   * @param {() => void} options.endActivation ends the log of an activation; always called before its answer is given
   */
  constructor({ concurrent, endActivation }) {
    this.#concurrent = concurrent;
    this.#endActivation = endActivation;
  }

  /** A run would be begun. */
  get isReady() {
    return this.#status === 'ready';
  }

  /**
   * @param {any} request body of /init
   * @returns {Answer | Promise<Answer>}
   */
  init(request) {
    if (this.#main) return this.#refuse('Cannot initialize the action more than once.');
    if (this.#status !== 'ready') return this.#refuse(`System not ready, status is ${this.#status}.`);
    const { main, code, binary, env } = request.value ?? {};
    if (!isText(main) || !isText(code)) {
      return this.#end(this.#refuse('Missing main/no code to execute.'));
    }
    this.#status = 'starting';
    for (const key in env) this.#environment.set(key, env[key]);
    return loadAction({ main, code, binary }).then(
      (found) => this.#loaded(found),
      (error) => this.#notLoaded(error),
    );
  }

  /**
   * @param {any} request body of /run
   * @param {boolean} [takesStream] whether the answer may be a stream
   * @returns {Answer | Promise<Answer>} at once if the action's function returns no promise
   */
  run(request, takesStream = false) {
    if (this.#status !== 'ready') return this.#refuse(`System not ready, status is ${this.#status}.`);
    const main = this.#main;
    if (!main) return this.#refuse('System not initialized.');
    const args = request.value ?? {};
    if (typeof args !== 'object') {
      const text = `Internal system error: the argument must be a dictionary but has type '${typeof args}'.`;
      return this.#end(this.#refuse(text));
    }
    this.#environment.setFields(request);
    if (!this.#concurrent) this.#status = 'running';
    try {
      const result = /** @type {any} */ (main(args));
      if (typeof result?.then !== 'function') return this.#returned(result, takesStream);
      return Promise.resolve(result).then(
        (value) => this.#returned(value, takesStream),
        (reason) => this.#rejected(reason),
      );
    } catch (error) {
      return this.#thrown(error);
    }
  }

  /** @param {import('./loader.cjs').ActionFunction} main */
  #loaded(main) {
    this.#main = main;
    this.#status = 'ready';
    return INITIALIZED;
  }

  /** @param {unknown} error */
  #notLoaded(error) {
    this.#status = 'stopped';
    console.error('Error during initialization:', error);
    return this.#end(failure(502, `Initialization has failed due to: ${explain(error)}`));
  }

  /**
   * @param {unknown} result
   * @param {boolean} takesStream
   */
  #returned(result, takesStream) {
    const stream = takesStream ? require('./stream.cjs').streamIn(result) : undefined;
    if (stream) return this.#begin(stream);
    if (result !== undefined && typeof result !== 'object') {
      return this.#ended(failure(502, 'The action did not return a dictionary.'));
    }
    return this.#answerWith(result);
  }

  /**
   * The answer begins with the first chunk: what fails before is an answer as any other.
   *
   * @param {import('./stream.cjs').Stream} stream
   * @returns {Promise<Answer>}
   */
  async #begin(stream) {
    const { describe, toBytes } = require('./stream.cjs');
    try {
      const body = JSON.stringify(stream.head);
      const { done, value } = await stream.chunks.next();
      const first = toBytes(done ? '' : value);
      return { status: 200, body, streamed: { body, stream, first, ended: (...thrown) => this.#streamed(thrown) } };
    } catch (error) {
      void stream.stop();
      if (!(error instanceof Error)) return this.#rejected(error);
      console.error(error);
      return this.#answerWith({ error: describe(error) });
    }
  }

  /** @param {unknown[]} thrown what ended the stream before its time, if anything did */
  #streamed(thrown) {
    if (thrown.length > 0) console.error(thrown[0]);
    if (this.#status === 'running') this.#status = 'ready';
    this.#endActivation();
  }

  /** @param {unknown} reason */
  #rejected(reason) {
    // Clients know a rejection without a reason as an empty object.
    if (!reason) return this.#answerWith({ error: {} });
    const { serializeRejection } = require('./serialize-rejection.cjs');
    try {
      return this.#answerWith({ error: serializeRejection(reason) });
    } catch (error) {
      return this.#thrown(error);
    }
  }

  /** @param {unknown} result */
  #answerWith(result) {
    let body;
    try {
      body = JSON.stringify(result) ?? '{}';
    } catch (error) {
      return this.#thrown(error);
    }
    return this.#ended({ status: 200, body });
  }

  /** @param {unknown} error */
  #thrown(error) {
    this.#status = 'stopped';
    console.error(error);
    return this.#end(failure(502, `An error has occurred: ${toText(error)}`));
  }

  /** @param {Answer} answer */
  #ended(answer) {
    // An overlapping run may have stopped the container meanwhile.
    if (this.#status === 'running') this.#status = 'ready';
    return this.#end(answer);
  }

  /** @param {Answer} answer */
  #end(answer) {
    this.#endActivation();
    return answer;
  }

  /** @param {string} text */
  #refuse(text) {
    console.error(`Internal system error: ${text}`);
    return failure(403, text);
  }
}

/** What the action sees in `process.env`. A write there costs a system call's time, so only changes are written. */
class Environment {
  /** @type {Map<string, unknown>} */
  #written = new Map();

  /**
   * @param {string} key
   * @param {unknown} value
   */
  set(key, value) {
    if (this.#written.get(key) === value) return;
    this.#written.set(key, value);
    process.env[key] = typeof value === 'string' ? value : JSON.stringify(value);
  }

  /** @param {Record<string, unknown>} request each text but the arguments is shown as `__OW_FIELD` */
  setFields(request) {
    for (const field in request) {
      const value = request[field];
      if (field !== 'value' && typeof value === 'string') this.set(variableOf(field), value);
    }
  }
}

/** @type {Map<string, string>} */
const variables = new Map();

/** @param {string} field */
function variableOf(field) {
  let variable = variables.get(field);
  if (!variable) variables.set(field, (variable = `__OW_${field.toUpperCase()}`));
  return variable;
}

/** @param {unknown} value */
function isText(value) {
  return typeof value === 'string' && value !== '';
}

/**
 * @param {number} status
 * @param {string} error
 * @returns {Answer}
 */
function failure(status, error) {
  return { status, body: JSON.stringify({ error }) };
}

/**
 * Why an action could not be loaded. A syntax error's stack begins with an excerpt of the source; that is for the log.
 *
 * @param {any} error
 */
function explain(error) {
  if (error instanceof LoadFailure) return error.message;
  if (typeof error?.stack !== 'string') return toText(error);
  return error.stack.slice(Math.max(0, error.stack.indexOf(`${error.name}: ${error.message}`)));
}

/**
 * @param {unknown} value anything that can be thrown, even what has no text
 */
function toText(value) {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

module.exports = { Action };
