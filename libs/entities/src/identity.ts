import type { NamespaceLimits } from './limits';

/** A caller: one namespace of one subject. */
export interface Identity {
  readonly subject: string;
  readonly namespace: { readonly name: string; readonly uuid: string };
  readonly limits: NamespaceLimits;
}

/** The credentials of a namespace. */
export interface AuthKey {
  readonly uuid: string;
  /** Exactly {@link AUTH_KEY_LENGTH} characters. */
  readonly key: string;
}

export const AUTH_KEY_LENGTH = 64;
export const MIN_SUBJECT_LENGTH = 5;

/** A user of the platform and the namespaces it owns. */
export interface Subject {
  readonly subject: string;
  readonly namespaces: readonly SubjectNamespace[];
  /** A blocked subject's keys are refused. */
  readonly blocked?: boolean;
}

export interface SubjectNamespace extends AuthKey {
  readonly name: string;
}

/** `uuid:key`. */
export function printAuthKey({ uuid, key }: AuthKey): string {
  return `${uuid}:${key}`;
}

/** Reads `uuid:key`; undefined if there is no colon or the key is not {@link AUTH_KEY_LENGTH} characters long. */
export function parseAuthKey(text: string): AuthKey | undefined {
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  const key = text.slice(colon + 1);
  return key.length === AUTH_KEY_LENGTH ? { uuid: text.slice(0, colon), key } : undefined;
}
