import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Apis } from './apis';
import { BackendProxy } from './backend-proxy';
import { parseCallPath, serveCall, type CallServices } from './call-listener';
import { defaultGatewayLimits, type GatewayLimits, type TargetPolicy } from './gateway-options';
import { refuse } from './gateway-refusal';
import { serveManagement, type GatewayCredentials, type ManagementServices } from './management-listener';
import { Message } from './message';
import { isApiVersion } from './paths';
import { RateLimiter } from './rate-limiter';
import { RouteTable } from './route-table';
import type { RouteStore } from './route-store';

export interface GatewayOptions {
  /** Closed by whoever opened it. */
  readonly store: RouteStore;
  readonly credentials: GatewayCredentials;
  /** Where callers reach the gateway: `scheme://host[:port]`, without a slash at its end. */
  readonly publicUrl: () => string;
  /** Default: `defaultGatewayLimits`. */
  readonly limits?: Partial<GatewayLimits>;
  /** Default: any target. */
  readonly targets?: TargetPolicy | undefined;
  /** Epoch ms. Default: the system's clock. */
  readonly clock?: () => number;
  /** Default: random UUIDs. */
  readonly newId?: () => string;
  /** A request failed for a reason that is not its caller's. Default: silent. */
  readonly onFault?: (fault: unknown, context: Readonly<Record<string, string>>) => void;
}

/** The API gateway: what tenants defined, served. */
export interface Gateway {
  readonly apis: Apis;
  /** Whether the gateway serves a path; for servers that serve others, too. */
  owns(path: string): boolean;
  /** Handles one request; never throws and never rejects. */
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
  /** Takes no more calls, and waits for those in progress, at most for `timeoutMs`. */
  drain(timeoutMs: number): Promise<void>;
  /** Lets go of the connections to backends. */
  close(): void;
}

/**
 * The API gateway over a store of routes: `/v2/{tenant}/apis…` manages APIs, `/api/{tenant}/…` calls them. Its listener
 * can stand in any server: `http.createServer(createGateway(options).listener)`.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const {
    store,
    credentials,
    publicUrl,
    targets,
    clock = Date.now,
    newId = randomUUID,
    onFault = () => undefined,
  } = options;
  const limits = { ...defaultGatewayLimits, ...options.limits };
  const routes = new RouteTable({ store, limits, targets, clock, onFault });
  const apis = new Apis({ store, routes, limits, targets, clock, newId });
  const proxy = new BackendProxy(limits);
  const services: Services = {
    calls: { routes, limiter: new RateLimiter(clock), proxy },
    management: { apis, credentials, publicUrl, maxDocumentBytes: limits.maxDocumentBytes },
  };
  return {
    apis,
    owns: (path) => isManagement(path) || isCall(path),
    listener(request, response) {
      const message = new Message(request, response);
      serve(services, message).catch((error: unknown) =>
        message.refuse(error, (fault) => onFault(fault, { method: message.method, path: message.path })),
      );
    },
    drain: (timeoutMs) => proxy.drain(timeoutMs),
    close: () => proxy.close(),
  };
}

interface Services {
  readonly calls: CallServices;
  readonly management: ManagementServices;
}

async function serve({ calls, management }: Services, message: Message): Promise<void> {
  if (isManagement(message.path)) return serveManagement(management, message);
  const call = isCall(message.path) ? parseCallPath(message.path) : undefined;
  if (!call) throw refuse.notFound();
  return serveCall(calls, message, call);
}

function isManagement(path: string): boolean {
  return path.startsWith('/v2/');
}

function isCall(path: string): boolean {
  const [, segment] = /^\/api\/([^/?]+)\//.exec(path) ?? [];
  return segment !== undefined && !isApiVersion(segment);
}
