import { parseAuthKey, refuse, type AuthKey } from '@whisker/entities';

const BASIC = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i;

/**
 * The credentials of a Basic `Authorization` header.
 * @throws credentialsMissing if there is none, or it is of another scheme or no base64
 * @throws credentialsInvalid if it is readable, but no `uuid:key`
 */
export function readCredentials(authorization: string | undefined): AuthKey {
  const encoded = BASIC.exec(authorization ?? '')?.[1];
  if (encoded === undefined) throw refuse.credentialsMissing();
  const credentials = parseAuthKey(Buffer.from(encoded, 'base64').toString('utf8'));
  if (!credentials) throw refuse.credentialsInvalid();
  return credentials;
}
