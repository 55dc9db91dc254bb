import { newTransactionId } from '@whisker/entities';
import { checkAccess } from './access';
import { backendRequest, type Call } from './backend-request';
import type { BackendProxy } from './backend-proxy';
import type { CompiledApi } from './compiled-api';
import { corsHeaders, isCorsHeader } from './cors';
import { refuse } from './gateway-refusal';
import type { Message } from './message';
import { hasDotSegments } from './paths';
import type { RateLimiter } from './rate-limiter';
import type { Route, RouteTable } from './route-table';
import type { Match } from './route-tree';

/** What calls of APIs need. */
export interface CallServices {
  readonly routes: RouteTable;
  readonly limiter: RateLimiter;
  readonly proxy: BackendProxy;
}

/** Where a call goes: whose API, and the path below the tenant, percent-encoded. */
export interface CallPath {
  readonly tenant: string;
  readonly path: string;
}

/** Reads `/api/{tenant}/{path}`. @returns undefined if the path is no such */
export function parseCallPath(path: string): CallPath | undefined {
  const [, encoded = '', rest = ''] = /^\/api\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  const tenant = decodeTenant(encoded);
  return tenant === undefined ? undefined : { tenant, path: rest === '' ? '/' : rest };
}

/** The tenant of a segment; undefined if it is none. */
export function decodeTenant(segment: string): string | undefined {
  if (segment === '') return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/**
 * Serves a call of an API (spec: web-actions 8.3).
 * @throws GatewayRefusal; CORS headers of the answer are set by then
 */
export async function serveCall(services: CallServices, message: Message, { tenant, path }: CallPath): Promise<void> {
  if (hasDotSegments(path)) throw refuse.dotSegments();
  const match = (await services.routes.routesOf(tenant)).find(path);
  if (!match) throw refuse.notFound();
  const { compiled } = match.value.api;
  if (compiled.cors) {
    setHeaders(message, corsHeaders(message.request));
    if (message.method === 'OPTIONS') return message.answer({ status: 200 });
  }
  await forward(services, message, { match, tenant, path });
}

interface Matched extends CallPath {
  readonly match: Match<Route>;
}

async function forward(services: CallServices, message: Message, { match, tenant, path }: Matched): Promise<void> {
  const { request, response, method, search } = message;
  const { api, resource } = match.value;
  const operation = resource.operations.get(method);
  if (!operation) throw refuse.verbNotSupported();
  const client = checkAccess(api, (name) => {
    const value = request.headers[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  });
  const { rateLimit } = api.compiled;
  if (rateLimit) services.limiter.check(JSON.stringify([tenant, api.id, client ?? '']), rateLimit);
  if (!operation.backend) throw refuse.noTarget();
  const call: Call = { request, method, path, search, transactionId: transactionIdOf(message) };
  await services.proxy.forward({
    request,
    response,
    backend: backendRequest(call, {
      backend: operation.backend,
      depth: match.depth,
      secretHeaders: secretHeadersOf(api.compiled),
    }),
    headersOf: (headers) => answerHeaders(message, headers, api.compiled),
  });
}

/** Secrets are between the caller and the gateway. */
function secretHeadersOf({ security }: CompiledApi): ReadonlySet<string> {
  return new Set(security.flatMap((each) => (each.type === 'apiKey' ? (each.secretHeader ?? []) : [])));
}

function transactionIdOf({ request }: Message): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && given !== '' ? given : newTransactionId();
}

function setHeaders({ response }: Message, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** The backend's headers; where the gateway answers for other origins, its own in the place of those about that. */
function answerHeaders(
  { request, response }: Message,
  headers: readonly (readonly [string, string])[],
  { cors }: CompiledApi,
): string[] {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  if (!cors) return headers.flat();
  const own = Object.entries(corsHeaders(request)).filter(([name]) => name !== 'Access-Control-Allow-Headers');
  return [...headers.filter(([name]) => !isCorsHeader(name)), ...own].flat();
}
