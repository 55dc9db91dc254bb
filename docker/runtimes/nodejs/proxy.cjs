// @ts-check
'use strict';
/**
 * The nodejs runtime: answers /init and /run for one action.
 *
 * Listens on the unix socket `__OW_LISTEN_SOCKET`, or else on `__OW_LISTEN_HOST` (0.0.0.0) and `__OW_LISTEN_PORT`
 * (8080). When it listens it writes a line to the file descriptor `__OW_READY_FD`, if there is one.
 */
const fs = require('node:fs');
const { Action } = require('./action.cjs');
const { takeOverStreams } = require('./output.cjs');
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

// The first process of a container ignores SIGTERM unless it has a handler. Elsewhere the default is quicker: it ends
// even an action that never returns.
if (process.pid === 1) process.on('SIGTERM', () => process.exit(0));

const { endActivation } = takeOverStreams();
const action = new Action({ concurrent: process.env.__OW_ALLOW_CONCURRENT === 'true', endActivation });
const server = createServer(
  new Map([
    ['/init', (request) => action.init(request)],
    ['/run', (request) => action.run(request)],
  ]),
);

server.listen(socket ? { path: socket } : { host, port }, () => {
  if (readyFd === undefined) return;
  fs.writeSync(Number(readyFd), 'ready\n');
  fs.closeSync(Number(readyFd));
});
