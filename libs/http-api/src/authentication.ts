import { refuse, type Identity } from '@whisker/entities';
import type { ApiServices } from './api';
import { readCredentials } from './credentials';
import type { Exchange } from './exchange';

/** The caller of a request. @throws credentialsMissing, credentialsInvalid */
export async function authenticate(services: ApiServices, exchange: Exchange): Promise<Identity> {
  const identity = await services.authenticate(readCredentials(exchange.request.headers.authorization));
  if (!identity) throw refuse.credentialsInvalid();
  return identity;
}
