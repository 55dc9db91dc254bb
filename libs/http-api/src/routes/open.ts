import type { Answer, ApiServices } from '../api';
import type { Exchange } from '../exchange';
import { swaggerDocument } from '../swagger';
import { ok } from './call';
import { apiInfo, controllerInfo } from './information';

type OpenRoute = (services: ApiServices) => Answer | Promise<Answer>;

const swagger: OpenRoute = () => ok(swaggerDocument);

/** Routes that need no credentials; all GET. */
const routes: Readonly<Record<string, OpenRoute>> = {
  '/': (services) => ok(controllerInfo(services)),
  '/ping': () => ({ status: 200, text: 'pong' }),
  '/api/v1': (services) => ok(apiInfo(services)),
  '/api/v1/': (services) => ok(apiInfo(services)),
  '/api/v1/api-docs': swagger,
  '/api-docs': swagger,
  '/invokers': async (services) => ok(await services.invokers()),
  '/invokers/healthy/count': async (services) => ok(count(await services.invokers()).up),
  '/invokers/ready': async (services) => {
    const { up, all } = count(await services.invokers());
    return up === all && all > 0
      ? ok({ healthy: `${up}/${all}` })
      : { status: 500, body: { unhealthy: `${up}/${all}` } };
  },
};

function count(invokers: Readonly<Record<string, string>>): { up: number; all: number } {
  const states = Object.values(invokers);
  return { up: states.filter((state) => state === 'up').length, all: states.length };
}

/** The answer to a request for an open route; undefined if it is for none. */
export function openRoutes(services: ApiServices, { method, path }: Exchange): Answer | Promise<Answer> | undefined {
  if (method !== 'GET' || !Object.hasOwn(routes, path)) return undefined;
  return routes[path]?.(services);
}
