import { AdministrationRefusal, runCommand, type Administration } from '@whisker/administration';
import type { JsonValue } from '@whisker/entities';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { socketPlace, type SocketPlace } from './socket-place';

const OWNER_ONLY = 0o600;
/** Longest command, bytes. */
const MAX_BODY = 64 * 1024;
const MAX_CONNECTIONS = 16;
const COMMAND_WITHIN_MS = 10_000;

/** What a command is answered with. */
export type SocketAnswer =
  | { readonly answer: JsonValue }
  | { readonly refusal: { readonly reason: string; readonly text: string } }
  | { readonly fault: string };

export interface ServeOptions {
  /** Told of faults of the platform; the administrator is told that there was one. */
  readonly onFault: (fault: unknown) => void;
}

/** The administration while it is served. */
export interface AdminSocket {
  /** Idempotent. */
  close(): Promise<void>;
}

/**
 * Serves the administration on a socket in the data folder, which this process must hold: a socket found there was left
 * behind by another. Whoever may open it (its owner, mode 600) may do everything, as with the folder's files.
 * @throws the system's error if the folder cannot hold a socket
 */
export async function serveAdministration(
  folder: string,
  administration: Administration,
  { onFault }: ServeOptions,
): Promise<AdminSocket> {
  const place = socketPlace(folder);
  const server = createServer(
    { requestTimeout: COMMAND_WITHIN_MS, headersTimeout: COMMAND_WITHIN_MS },
    (request, response) => void answer(request, response, { administration, onFault }),
  );
  server.maxConnections = MAX_CONNECTIONS;
  try {
    await listen(server, place);
  } catch (error) {
    place.close();
    throw error;
  }
  let closed: Promise<void> | undefined;
  return { close: () => (closed ??= close(server, place)) };
}

function listen(server: Server, { path }: SocketPlace): Promise<void> {
  rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', resolve);
    server.listen(path);
    // The socket is there once `listen` has returned: nobody else comes between. It is not if that failed.
    if (server.listening) chmodSync(path, OWNER_ONLY);
  });
}

async function close(server: Server, place: SocketPlace): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  place.close();
}

interface Answering extends ServeOptions {
  readonly administration: Administration;
}

/** Never rejects. */
async function answer(request: IncomingMessage, response: ServerResponse, on: Answering): Promise<void> {
  const { status, body } = await respond(request, on);
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(body));
}

async function respond(
  request: IncomingMessage,
  { administration, onFault }: Answering,
): Promise<{ status: number; body: SocketAnswer }> {
  try {
    const command = JSON.parse(await readBody(request)) as unknown;
    return { status: 200, body: { answer: await runCommand(administration, command) } };
  } catch (fault) {
    if (fault instanceof AdministrationRefusal)
      return { status: 422, body: { refusal: { reason: fault.reason, text: fault.message } } };
    if (fault instanceof SyntaxError)
      return { status: 400, body: { refusal: { reason: 'invalid', text: 'a command must be JSON.' } } };
    onFault(fault);
    return { status: 500, body: { fault: fault instanceof Error ? fault.message : String(fault) } };
  }
}

/** @throws AdministrationRefusal if it is too long */
async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY) throw new AdministrationRefusal('invalid', `a command may have at most ${MAX_BODY} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
