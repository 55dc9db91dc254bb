import { refuse, WhiskError } from '@whisker/entities';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, ApiServices } from './api';
import { authenticate } from './authentication';
import { Exchange } from './exchange';
import { readNamespace } from './paths';
import { Query } from './query';
import { actionRoutes } from './routes/actions';
import { activationRoutes } from './routes/activations';
import type { CollectionRoutes } from './routes/call';
import { packageRoutes, ruleRoutes, triggerRoutes } from './routes/entities';
import { secretRoutes } from './routes/secrets';
import { docsRoutes, openRoutes } from './routes/open';
import { parseWebRoute } from './web/route';
import { vanityNamespace, vanityUrl } from './web/vanity-host';
import { answerWeb } from './web/web-listener';

/** Handles one request; never throws and never rejects. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

const API = '/api/v1';
const MAX_URL_LENGTH = 8192;
const KNOWN_METHODS = new Set(['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']);

const collections: Readonly<Record<string, CollectionRoutes>> = {
  actions: actionRoutes,
  packages: packageRoutes,
  triggers: triggerRoutes,
  rules: ruleRoutes,
  secrets: secretRoutes,
  activations: activationRoutes,
  limits: ({ services, exchange, caller, namespace }, rest) => {
    if (exchange.method !== 'GET') return undefined;
    if (rest.length > 0 && rest[0] !== '') throw refuse.limitsInnerRoute();
    return services.entitlement
      .check(caller, 'READ', { collection: 'namespaces', namespace })
      .then(() => ({ status: 200, body: services.namespaces.limits(caller) }));
  },
};

/**
 * The API as a plain request listener, so that it can stand in any server: `http.createServer(createListener(services))`,
 * or in front of a NestJS application's own routes.
 *
 * Requests are checked in the order the specification gives (rest-api section 1): credentials, names, throttles, rights,
 * body, existence.
 */
export function createListener(services: ApiServices): RequestListener {
  const { clock, web } = services;
  return (request, response) => {
    const { url = '/', headers } = request;
    const namespace = vanityNamespace(headers.host, web?.vanityHost);
    const target = namespace === undefined ? url : vanityUrl(namespace, url);
    const exchange = new Exchange(request, response, { now: clock(), url: target });
    respond(services, exchange).catch((error: unknown) => fail(services, exchange, error));
  };
}

async function respond(services: ApiServices, exchange: Exchange): Promise<void> {
  const { method, path } = exchange;
  if (!KNOWN_METHODS.has(method)) return exchange.answerPlainly({ status: 501, text: 'Unsupported HTTP method' });
  if (path.length + exchange.search.length > MAX_URL_LENGTH)
    return exchange.answerPlainly({
      status: 414,
      text: `URI length exceeds the configured limit of ${MAX_URL_LENGTH} characters`,
    });
  const route = parseWebRoute(path);
  if (route) return answerWeb({ services, exchange, route });
  const belowApi = path === API || path.startsWith(`${API}/`);
  if (method === 'OPTIONS') return exchange.answerOptions(belowApi);
  const page = docsRoutes(services, exchange);
  if (page) return exchange.send(page);
  const open = openRoutes(services, exchange);
  if (open) return belowApi ? exchange.answer(await open) : exchange.answerPlainly(await open);
  if (!belowApi) throw refuse.methodNotAllowed();
  exchange.answer(await answerApi(services, exchange));
}

async function answerApi(services: ApiServices, exchange: Exchange): Promise<Answer> {
  const caller = await authenticate(services, exchange);
  const [root, namespaceSegment, collection, ...rest] = exchange.path.slice(API.length + 1).split('/');
  if (root !== 'namespaces') throw refuse.noRoute();
  if (namespaceSegment === undefined || (namespaceSegment === '' && collection === undefined)) {
    if (exchange.method !== 'GET') throw refuse.noRoute();
    return { status: 200, body: services.namespaces.list(caller) };
  }
  const routes = Object.hasOwn(collections, collection ?? '') ? collections[collection ?? ''] : undefined;
  if (!routes) throw refuse.noRoute();
  const namespace = readNamespace(namespaceSegment, caller);
  const answer = routes({ services, exchange, caller, namespace, query: new Query(exchange.search) }, rest);
  if (!answer) throw refuse.noRoute();
  return answer;
}

function fail(services: ApiServices, exchange: Exchange, error: unknown): void {
  if (WhiskError.is(error)) return exchange.refuse(error);
  services.onFault(error, exchange.transaction.id);
  return exchange.refuse(refuse.internal());
}
