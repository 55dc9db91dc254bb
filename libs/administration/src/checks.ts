import {
  AUTH_KEY_LENGTH,
  isEntityName,
  MAX_NAME_LENGTH,
  MIN_SUBJECT_LENGTH,
  OWN_NAMESPACE,
  parseAuthKey,
  type AuthKey,
} from '@whisker/entities';
import { invalid } from './refusal';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Everything but control characters and the slash, which parts the ids of documents; `_` begins those of a database. */
const SUBJECT = /^(?!_)[^/\p{Cc}]+$/u;

/** @throws AdministrationRefusal invalid */
export function checkSubject(text: string): string {
  const subject = text.trim();
  if (subject.length < MIN_SUBJECT_LENGTH)
    throw invalid(`the subject '${subject}' is too short: it must have at least ${MIN_SUBJECT_LENGTH} characters.`);
  if (subject.length > MAX_NAME_LENGTH)
    throw invalid(`the subject is too long: it may have at most ${MAX_NAME_LENGTH} characters.`);
  if (!SUBJECT.test(subject))
    throw invalid(
      `the subject '${subject}' cannot be used: it must not begin with '_' nor hold '/' or control characters.`,
    );
  return subject;
}

/** @throws AdministrationRefusal invalid */
export function checkNamespace(text: string): string {
  const namespace = text.trim();
  if (isEntityName(namespace) && namespace !== OWN_NAMESPACE) return namespace;
  throw invalid(
    `'${namespace}' cannot name a namespace: it must begin with a letter, a digit or '_', go on with these, '@', ' ', '.', '&' or '-', have at most ${MAX_NAME_LENGTH} characters, and not be '${OWN_NAMESPACE}'.`,
  );
}

/** @throws AdministrationRefusal invalid; the key itself is not repeated in it */
export function checkAuth(text: string): AuthKey {
  const credentials = parseAuthKey(text.trim());
  if (!credentials)
    throw invalid(`the given key cannot be used: it must read uuid:key, the key having ${AUTH_KEY_LENGTH} characters.`);
  if (!UUID.test(credentials.uuid)) throw invalid(`'${credentials.uuid}' is no UUID: a key must read uuid:key.`);
  return credentials;
}
