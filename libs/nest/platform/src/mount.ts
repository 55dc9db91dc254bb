import type { IncomingMessage, Server, ServerResponse } from 'node:http';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Puts a request listener in front of the one a server already has: requests it does not own go on to that one.
 * Works with any HTTP adapter of NestJS, and leaves the adapter's own pipeline out of the path of an invocation.
 */
export function mountInFront(server: Server, listener: Listener, owns: (request: IncomingMessage) => boolean): void {
  const behind = server.listeners('request') as Listener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (owns(request)) listener(request, response);
    else for (const next of behind) next.call(server, request, response);
  });
}
