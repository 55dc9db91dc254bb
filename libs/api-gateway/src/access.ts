import { opensSeal } from './api-secrets';
import type { Security } from './compiled-api';
import { refuse } from './gateway-refusal';
import type { RoutedApi } from './route-table';

/** The value of a request's header. */
export type HeaderOf = (name: string) => string | undefined;

/**
 * Checks what the caller of an API shows.
 * @returns the client id it is subscribed with; undefined if the API asks for none
 * @throws GatewayRefusal unauthorized
 */
export function checkAccess({ compiled, subscriptions }: RoutedApi, headerOf: HeaderOf): string | undefined {
  let client: string | undefined;
  for (const security of compiled.security) client = clientOf(security, { subscriptions, headerOf });
  return client;
}

interface Shown extends Pick<RoutedApi, 'subscriptions'> {
  readonly headerOf: HeaderOf;
}

function clientOf(security: Security, { subscriptions, headerOf }: Shown): string {
  // No provider of tokens can be asked from here, so no token is good.
  if (security.type === 'oauth2') throw refuse.unauthorized();
  const id = headerOf(security.header);
  const subscription = id === undefined ? undefined : subscriptions.get(id);
  if (!subscription) throw refuse.unauthorized();
  if (!security.secretHeader) {
    // Its id is no key: whoever subscribed with a secret need not keep the id to himself.
    if (subscription.secret !== undefined) throw refuse.unauthorized();
    return subscription.clientId;
  }
  const secret = headerOf(security.secretHeader);
  if (secret === undefined || subscription.secret === undefined || !opensSeal(subscription.secret, secret))
    throw refuse.unauthorized();
  return subscription.clientId;
}
