// @ts-check
'use strict';
const http = require('node:http');

/** @typedef {import('./action.cjs').Answer} Answer */
/**
 * Takes the JSON object of the body; `response` is not for answering. With `takesStream` the answer may be a stream.
 *
 * @typedef {(request: any, response: http.ServerResponse, takesStream: boolean) => Answer | Promise<Answer>} Handler
 */

/** The code of an action may have 48 MiB; the rest is room for what surrounds it. */
const MAX_BODY_BYTES = 50 * 1024 * 1024;

/** `Content-Type` of a streamed answer, and what a platform that takes one accepts. */
const STREAM_TYPE = 'application/vnd.whisker.stream';

const BAD_REQUEST = { status: 500, body: '{"error":"Bad request."}' };

/** @param {Buffer[]} chunks */
function parseObject(chunks) {
  const bytes = chunks.length === 1 ? /** @type {Buffer} */ (chunks[0]) : Buffer.concat(chunks);
  const parsed = bytes.length === 0 ? {} : JSON.parse(bytes.toString());
  return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
}

/**
 * @param {Handler | undefined} handler
 * @param {{ chunks: Buffer[], response: http.ServerResponse, takesStream: boolean }} received
 */
function answerTo(handler, { chunks, response, takesStream }) {
  let request;
  try {
    request = parseObject(chunks);
  } catch {
    return BAD_REQUEST;
  }
  return handler && request ? handler(request, response, takesStream) : BAD_REQUEST;
}

/**
 * @param {http.ServerResponse} response
 * @param {Answer} answer
 */
function send(response, { status, body, streamed }) {
  response.sendDate = false;
  if (streamed) {
    response.writeHead(status, { 'Content-Type': STREAM_TYPE });
    void require('./stream.cjs').sendStream(response, streamed);
    return;
  }
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

/**
 * An HTTP server that answers `POST /init` and `POST /run`. It never closes an idle connection: the platform keeps
 * one per container and may freeze the container for any time.
 *
 * @param {Map<string, Handler>} routes by path
 * @returns {http.Server} not yet listening
 */
function createServer(routes) {
  const server = http.createServer(
    { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 },
    (request, response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      let bytes = 0;
      request.on('data', (/** @type {Buffer} */ chunk) => {
        bytes += chunk.length;
        if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      });
      request.on('end', () => {
        const wanted = request.method === 'POST' && bytes <= MAX_BODY_BYTES;
        const takesStream = request.headers.accept?.includes(STREAM_TYPE) === true;
        const handler = wanted ? routes.get(request.url ?? '') : undefined;
        const answer = answerTo(handler, { chunks, response, takesStream });
        if (answer instanceof Promise) answer.then((late) => send(response, late));
        else send(response, answer);
      });
    },
  );
  return server;
}

module.exports = { createServer };
