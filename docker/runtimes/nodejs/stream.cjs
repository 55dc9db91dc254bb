// @ts-check
'use strict';
/**
 * Answers that are sent while the action still makes them (docker/runtimes/README.md, "Streams").
 *
 * @typedef {AsyncIterator<unknown, unknown, undefined>} Chunks
 * @typedef {object} Stream
 * @property {Record<string, unknown>} head the result without its body
 * @property {Chunks} chunks
 * @property {() => Promise<void>} stop tells the source that nobody reads it any more; resolves when it has ended
 */

/** Trailer that tells how an action failed after it had begun, a JSON string in ASCII. */
const ERROR_TRAILER = 'X-Whisker-Stream-Error';
const MAX_ERROR_LENGTH = 2000;

/**
 * @param {any} result what an action returned
 * @returns {Stream | undefined} undefined if it is nothing to stream
 */
function streamIn(result) {
  const whole = isAsyncIterable(result);
  const source = whole ? result : result?.body;
  if (!isAsyncIterable(source)) return undefined;
  const head = whole ? {} : { ...result };
  delete head.body;
  const chunks = /** @type {Chunks} */ (source[Symbol.asyncIterator]());
  const stop = async () => {
    try {
      // A generator ends at its next `yield`; a stream that waits for its source would not.
      if (typeof source.destroy === 'function') source.destroy();
      await chunks.return?.();
    } catch {
      // Of no interest to anybody: it is not read any more.
    }
  };
  return { head, chunks, stop };
}

/** @param {any} value */
function isAsyncIterable(value) {
  return typeof value?.[Symbol.asyncIterator] === 'function';
}

/**
 * @param {unknown} chunk
 * @returns {Uint8Array}
 */
function toBytes(chunk) {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (chunk instanceof Uint8Array) return chunk;
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw new TypeError(`A chunk of a streamed body must be text or bytes, not '${typeof chunk}'.`);
}

/**
 * Sends the head as one line of JSON, then the chunks as they come; as fast as they are taken.
 *
 * @param {import('node:http').ServerResponse} response its status and type are set
 * @param {object} answer
 * @param {string} answer.body the head's line
 * @param {Stream} answer.stream
 * @param {Uint8Array} answer.first the first chunk
 * @param {(error?: unknown) => void} answer.ended told before the answer is complete, with what was thrown
 */
async function sendStream(response, { body, stream, first, ended }) {
  response.write(`${body}\n`);
  const reader = new Reader(response, stream.stop);
  /** @type {unknown[]} */
  const thrown = [];
  try {
    await reader.take(first);
    for (;;) {
      const { done, value } = reader.gone ? { done: true, value: undefined } : await stream.chunks.next();
      if (done) break;
      await reader.take(toBytes(value));
    }
  } catch (error) {
    void stream.stop();
    // What a source says when it was stopped is no failure of the action.
    if (!reader.gone) thrown.push(error);
  }
  if (reader.gone) await stream.stop();
  ended(...thrown);
  if (thrown.length > 0) response.addTrailers([[ERROR_TRAILER, errorLine(thrown[0])]]);
  response.end();
}

/** Whoever takes the chunks. */
class Reader {
  /** It went away. */
  gone;
  #response;
  /** @type {(() => void) | undefined} */
  #wake;

  /**
   * @param {import('node:http').ServerResponse} response
   * @param {() => unknown} onGone
   */
  constructor(response, onGone) {
    this.#response = response;
    this.gone = response.destroyed;
    response.on('drain', () => this.#wake?.());
    response.on('close', () => {
      if (response.writableFinished) return;
      this.gone = true;
      this.#wake?.();
      onGone();
    });
  }

  /**
   * Resolves when there is room for more, or nobody left.
   *
   * @param {Uint8Array} bytes
   */
  async take(bytes) {
    if (this.gone || bytes.length === 0 || this.#response.write(bytes)) return;
    await new Promise((resolve) => (this.#wake = () => resolve(undefined)));
    this.#wake = undefined;
  }
}

/** @param {unknown} error */
function errorLine(error) {
  const text = describe(error).slice(0, MAX_ERROR_LENGTH);
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @param {unknown} error */
function describe(error) {
  try {
    return `An error has occurred: ${String(error)}`;
  } catch {
    return 'An error has occurred.';
  }
}

module.exports = { describe, sendStream, streamIn, toBytes };
