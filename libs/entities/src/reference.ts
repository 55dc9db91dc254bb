import { refuse } from './errors';
import { isEntityName, OWN_NAMESPACE, type QualifiedName } from './names';

/**
 * Reads a name that a body refers to: `/ns/name`, `ns/name`, `/_/name`, `/ns/pkg/name`. A `_` becomes `ownNamespace`.
 *
 * Longer paths are taken, too: nothing of that name can exist, and the refusal made later has to show it whole. Their
 * inner segments stand in `package`.
 * @throws referenceMalformed, pathUndefined, pathInvalid, qualifiedNameIncomplete
 */
export function parseReference(value: unknown, ownNamespace: string): QualifiedName {
  if (typeof value !== 'string') throw refuse.referenceMalformed();
  const segments = pathSegments(value);
  if (segments.length === 0) throw refuse.pathUndefined();
  if (!segments.every(isEntityName)) throw refuse.pathInvalid(segments);
  const [first = '', ...inner] = segments;
  const name = inner.pop();
  if (name === undefined) throw refuse.qualifiedNameIncomplete();
  const namespace = first === OWN_NAMESPACE ? ownNamespace : first;
  return inner.length === 0 ? { namespace, name } : { namespace, package: inner.join('/'), name };
}

/** True for a path of at least one legal name. */
export function isPath(text: string): boolean {
  const segments = pathSegments(text);
  return segments.length > 0 && segments.every(isEntityName);
}

/** The names in a path; slashes at the ends and repeated ones do not count. */
export function pathSegments(text: string): string[] {
  return text.split('/').filter((segment) => segment !== '');
}
