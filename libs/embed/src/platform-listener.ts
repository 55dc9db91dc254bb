import { createListener, type RequestListener } from '@whisker/http-api';
import type { Platform } from './platform';

/**
 * Everything a platform serves on one port: the API, and below `/api/{tenant}/` and `/v2/` its gateway where that is on.
 */
export function platformListener({ services, gateway }: Pick<Platform, 'services' | 'gateway'>): RequestListener {
  const api = createListener(services);
  if (!gateway) return api;
  return (request, response) => {
    if (gateway.owns(request.url ?? '/')) gateway.listener(request, response);
    else api(request, response);
  };
}
