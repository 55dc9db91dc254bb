import { parseAuthKey, refuse, type AuthKey } from '@whisker/entities';

const BASIC = /^basic +([A-Za-z0-9+/_-]+={0,2}) *$/i;

/** User and password of a Basic `Authorization` header. */
export interface BasicCredentials {
  readonly user: string;
  readonly password: string;
}

/** Reads a Basic `Authorization` header; undefined if it is none, or has no colon. */
export function readBasic(authorization: string | undefined): BasicCredentials | undefined {
  const text = decoded(authorization);
  const colon = text?.indexOf(':') ?? -1;
  return text === undefined || colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function decoded(authorization: string | undefined): string | undefined {
  const encoded = BASIC.exec(authorization ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}

/**
 * The credentials of a Basic `Authorization` header.
 * @throws credentialsMissing if there is none, or it is of another scheme or no base64
 * @throws credentialsInvalid if it is readable, but no `uuid:key`
 */
export function readCredentials(authorization: string | undefined): AuthKey {
  const text = decoded(authorization);
  if (text === undefined) throw refuse.credentialsMissing();
  const credentials = parseAuthKey(text);
  if (!credentials) throw refuse.credentialsInvalid();
  return credentials;
}
