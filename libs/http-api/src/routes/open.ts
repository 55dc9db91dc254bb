import { refuse } from '@whisker/entities';
import type { Answer, ApiServices, Reply } from '../api';
import { readBasic } from '../credentials';
import type { Exchange } from '../exchange';
import { swaggerDocument } from '../swagger/document';
import { informationDocument } from '../swagger/information-document';
import { docsPage } from '../swagger/page';
import { ok } from './call';
import { apiInfo, controllerInfo } from './information';

type OpenRoute = (services: ApiServices, exchange: Exchange) => Answer | Promise<Answer>;

/** Routes that need no credentials of a namespace, by method and path. */
const routes: Readonly<Record<string, OpenRoute>> = {
  'GET /': (services) => ok(controllerInfo(services)),
  'GET /ping': () => ({ status: 200, text: 'pong' }),
  'GET /api/v1': (services) => ok(apiInfo(services)),
  'GET /api/v1/': (services) => ok(apiInfo(services)),
  'GET /api/v1/api-docs': ({ runtimes }) => ok(swaggerDocument(runtimes)),
  'GET /api-docs': () => ok(informationDocument),
  'GET /invokers': async (services) => ok(await services.invokers()),
  'GET /invokers/healthy/count': async (services) => ok(count(await services.invokers()).up),
  'GET /invokers/ready': async (services) => {
    const { up, all } = count(await services.invokers());
    return up === all && all > 0
      ? ok({ healthy: `${up}/${all}` })
      : { status: 500, body: { unhealthy: `${up}/${all}` } };
  },
  'GET /activation': ({ activationsInFlight }) => ok({ activations: activationsInFlight() }),
  'GET /activation/count': ({ activationsInFlight }) => ok(activationsInFlight()),
  'POST /disable': ({ disable }, { request }) => {
    const credentials = readBasic(request.headers.authorization);
    if (!credentials || !disable(credentials)) throw refuse.operatorUnknown();
    return { status: 200, text: 'controller is disabled' };
  },
};

function count(invokers: Readonly<Record<string, string>>): { up: number; all: number } {
  const states = Object.values(invokers);
  return { up: states.filter((state) => state === 'up').length, all: states.length };
}

/** The answer to a request for an open route; undefined if it is for none. */
export function openRoutes(services: ApiServices, exchange: Exchange): Answer | Promise<Answer> | undefined {
  const route = `${exchange.method} ${exchange.path}`;
  return Object.hasOwn(routes, route) ? routes[route]?.(services, exchange) : undefined;
}

/** The descriptions as pages; undefined if the request is for none. */
export function docsRoutes({ runtimes }: ApiServices, { method, path }: Exchange): Reply | undefined {
  if (method !== 'GET') return undefined;
  if (path === '/docs') return docsPage(informationDocument, '/api-docs');
  if (path === '/api/v1/docs') return docsPage(swaggerDocument(runtimes), '/api/v1/api-docs');
  return undefined;
}
