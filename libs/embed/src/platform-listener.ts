import { createListener, vanityNamespace, type RequestListener } from '@whisker/http-api';
import type { Platform } from './platform';

/**
 * Everything a platform serves on one port: the API, and below `/api/{tenant}/` and `/v2/` its gateway where that is on;
 * on the hosts of namespaces their web actions only.
 */
export function platformListener({ services, gateway }: Pick<Platform, 'services' | 'gateway'>): RequestListener {
  const api = createListener(services);
  if (!gateway) return api;
  return (request, response) => {
    const atNamespace = vanityNamespace(request.headers.host, services.web?.vanityHost) !== undefined;
    if (!atNamespace && gateway.owns(request.url ?? '/')) gateway.listener(request, response);
    else api(request, response);
  };
}
