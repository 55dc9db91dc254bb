import type { IncomingMessage } from 'node:http';
import { isJsonObject, Json, refuse, type JsonValue, type WhiskError } from '@whisker/entities';

/** Largest body of any request, bytes; a stored 48 MiB of code in its JSON text fits. */
const SERVER_BODY_LIMIT = 50 * 1024 * 1024;

/** Deeper values would overflow the stack of whoever prints them. */
const MAX_DEPTH = 1000;

/**
 * Reads the JSON body of a PUT or a rule POST.
 * @throws unsupportedContentType, bodyUnreadable, bodyOverServerLimit
 */
export async function readJson(request: IncomingMessage): Promise<JsonValue> {
  const text = await readText(request, SERVER_BODY_LIMIT);
  if (text !== '') requireJsonType(request);
  return parseJson(text).value;
}

/**
 * Reads the payload of an invocation or a fire: a JSON object, or nothing.
 * @param limit largest payload, bytes
 * @throws unsupportedContentType, sizeExceeded, bodyUnreadable, bodyNotAnObject
 */
export async function readPayload(request: IncomingMessage, limit: number): Promise<Json | undefined> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) throw refuse.sizeExceeded('Request', announced, limit);
  const text = await readText(request, SERVER_BODY_LIMIT);
  if (text === '') return undefined;
  requireJsonType(request);
  const json = parseJson(text);
  if (!isJsonObject(json.value)) throw refuse.bodyNotAnObject();
  return json;
}

/** `type/subtype` of a content type, or undefined if it cannot be read. */
function mediaType(header: string | undefined): string | undefined {
  return /^\s*([\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*(?:;|$)/.exec(header ?? '')?.[1]?.toLowerCase();
}

function requireJsonType(request: IncomingMessage): void {
  const type = mediaType(request.headers['content-type']);
  if (type === 'application/json') return;
  const shown = type === undefined ? 'application/octet-stream' : (request.headers['content-type'] as string).trim();
  throw refuse.unsupportedContentType(shown);
}

/** Reads JSON of a bounded depth. @throws bodyUnreadable */
export function parseJson(text: string): Json {
  if (text.length > MAX_DEPTH && depthOf(text) > MAX_DEPTH)
    throw refuse.bodyUnreadable(`JSON input is nested deeper than ${MAX_DEPTH} levels`);
  try {
    return Json.parse(text);
  } catch (error) {
    throw refuse.bodyUnreadable((error as Error).message);
  }
}

/** Nesting of a JSON text; brackets within strings do not count. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charCodeAt(i);
    if (char === 0x22) inString = !inString;
    else if (inString) {
      if (char === 0x5c) i += 1;
    } else if (char === 0x5b || char === 0x7b) deepest = Math.max(deepest, (depth += 1));
    else if (char === 0x5d || char === 0x7d) depth -= 1;
  }
  return deepest;
}

/** How much of a body is read, and what is said of a larger one. */
export interface BodyLimit {
  /** bytes */
  readonly limit: number;
  readonly above: (size: number) => WhiskError;
}

const NOTHING = Buffer.alloc(0);

/** Reads a body of any type. @throws what the limit says; bodyUnreadable if the connection is closed before its end */
export function readBytes(request: IncomingMessage, allowed: BodyLimit): Promise<Buffer> {
  return receive(request, allowed, (bytes) => bytes);
}

function readText(request: IncomingMessage, limit: number): Promise<string> {
  const above = () => refuse.bodyOverServerLimit(limit);
  return receive(request, { limit, above }, (bytes) => bytes.toString('utf8'));
}

/** The server's `requestTimeout` bounds how long a body may take; the connection's end shows as `close`. */
function receive<T>(request: IncomingMessage, { limit, above }: BodyLimit, read: (bytes: Buffer) => T): Promise<T> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) return Promise.reject(above(announced));
  if (announced === 0 && request.headers['transfer-encoding'] === undefined) return Promise.resolve(read(NOTHING));
  const parts: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size > limit) {
        request.removeAllListeners('data');
        reject(above(size));
      } else parts.push(part);
    });
    request.on('end', () => resolve(read(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts))));
    request.on('close', () => {
      // It follows every request; only before the end it means something.
      if (!request.complete) reject(refuse.bodyUnreadable('the connection was closed before the body ended'));
    });
    request.on('error', () => undefined);
  });
}
