import type { IncomingMessage } from 'node:http';
import type { Backend } from './compiled-api';
import { endToEnd } from './message-headers';

/** A call as it is sent on. */
export interface BackendRequest {
  /** `scheme://host[:port]` */
  readonly origin: string;
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly path: string;
  readonly headers: Record<string, string | string[]>;
}

/** A call on its way through. */
export interface Call {
  readonly request: IncomingMessage;
  readonly method: string;
  /** Below the tenant, percent-encoded: base path and relative path as requested. */
  readonly path: string;
  /** Without `?`. */
  readonly search: string;
  /** Goes with the call as `X-Request-ID`. */
  readonly transactionId: string;
}

export interface Matched {
  readonly backend: Backend;
  /** Segments of the call's path that the resource took. */
  readonly depth: number;
  /** Headers that are not for the backend, in lower case. */
  readonly secretHeaders: ReadonlySet<string>;
}

/** What is sent to the backend for a call (spec: web-actions 8.3). */
export function backendRequest(call: Call, { backend, depth, secretHeaders }: Matched): BackendRequest {
  const { target } = backend;
  const rest = target.takesPath ? call.path : pathAfter(call.path, depth);
  const search = [target.search.slice(1), call.search].filter((part) => part !== '').join('&');
  return {
    origin: target.origin,
    method: backend.method ?? call.method,
    path: `${target.path}${rest}`.replace(/^(?!\/)/, '/') + (search === '' ? '' : `?${search}`),
    headers: headersFor(call, { backend, secretHeaders }),
  };
}

/** What follows the first segments of a path; a slash alone is nothing. */
function pathAfter(path: string, depth: number): string {
  const rest = path.split('/').slice(depth + 1);
  return rest.every((segment) => segment === '') ? '' : rest.map((segment) => `/${segment}`).join('');
}

function headersFor(call: Call, { backend, secretHeaders }: Omit<Matched, 'depth'>): Record<string, string | string[]> {
  const { request } = call;
  const headers: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  // `Expect` was answered by the server already.
  const dropped = new Set(['host', 'expect', ...secretHeaders]);
  for (const [name, value] of endToEnd(request.rawHeaders, dropped)) {
    const key = name.toLowerCase();
    const present = headers[key];
    headers[key] = present === undefined ? value : [present, value].flat();
  }
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  headers['x-forwarded-url'] = calledUrl(request);
  headers['x-request-id'] = call.transactionId;
  return Object.assign(headers, backend.headers);
}

/** The address as the caller wrote it; a proxy in front of the gateway tells what it was. */
function calledUrl({ headers, socket, url }: IncomingMessage): string {
  const first = (name: string): string | undefined => {
    const value = headers[name];
    return (Array.isArray(value) ? value[0] : value) || undefined;
  };
  const scheme = first('x-forwarded-proto') ?? ('encrypted' in socket ? 'https' : 'http');
  const host = first('x-forwarded-host') ?? first('host') ?? '';
  return `${scheme}://${host}${first('x-forwarded-prefix') ?? ''}${first('x-forwarded-uri') ?? url ?? '/'}`;
}
