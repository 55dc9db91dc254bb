// @ts-check
'use strict';
/**
 * The nodejs runtime: answers /init and /run for one action.
 *
 * Listens on the unix socket `__OW_LISTEN_SOCKET`, or else on `__OW_LISTEN_HOST` (0.0.0.0) and `__OW_LISTEN_PORT`
 * (8080). When it listens it writes a line to the file descriptor `__OW_READY_FD`, if there is one. With `__OW_RUN_LINE`
 * runs may stand in line (see run-line.cjs), and that line says so.
 */
const fs = require('node:fs');
const { Action } = require('./action.cjs');
const { takeOverStreams } = require('./output.cjs');
const { RunLine } = require('./run-line.cjs');
const { createServer } = require('./server.cjs');

/**
 * Reads a variable that is meant for the proxy and hides it from the action.
 *
 * @param {string} name
 */
function takeVariable(name) {
  const value = process.env[name];
  delete process.env[name];
  return value;
}

const socket = takeVariable('__OW_LISTEN_SOCKET');
const host = takeVariable('__OW_LISTEN_HOST') ?? '0.0.0.0';
const port = Number(takeVariable('__OW_LISTEN_PORT') ?? 8080);
const readyFd = takeVariable('__OW_READY_FD');
const hasLine = takeVariable('__OW_RUN_LINE') === 'true';

// The first process of a container ignores SIGTERM unless it has a handler. Elsewhere the default is quicker: it ends
// even an action that never returns.
if (process.pid === 1) process.on('SIGTERM', () => process.exit(0));

const { endActivation } = takeOverStreams();
const action = new Action({ concurrent: process.env.__OW_ALLOW_CONCURRENT === 'true', endActivation });
/** @type {Map<string, import('./server.cjs').Handler>} */
const routes = new Map([
  ['/init', (request) => action.init(request)],
  ['/run', (request, _response, takesStream) => action.run(request, takesStream)],
]);
const line = hasLine
  ? new RunLine(
      (request) => action.run(request),
      () => action.isReady,
    )
  : undefined;
if (line) {
  routes.set('/run', (request, response, takesStream) => {
    // Streams come on connections of their own, and only while nobody stands in line.
    if (takesStream) return action.run(request, true);
    // It follows on `finish`, and comes alone if the connection broke.
    response.once('close', () => line.left());
    return line.enter(request);
  });
  routes.set('/withdraw', (request) => line.withdraw(request));
}
const server = createServer(routes);

// Whoever comes to the socket's folder may connect: the platform may be another user than the one within a container.
server.listen(socket ? { path: socket, writableAll: true } : { host, port }, () => {
  if (readyFd === undefined) return;
  fs.writeSync(Number(readyFd), hasLine ? 'ready, with a line\n' : 'ready\n');
  fs.closeSync(Number(readyFd));
});
