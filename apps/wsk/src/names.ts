import { exitCodes, Failure, usageFailure } from './failure';

/** A name of the command line, taken apart. */
export interface QualifiedName {
  /** `_` is the namespace of the caller's key. */
  readonly namespace: string;
  /** `name` or `package/name`; empty where only a namespace was given. */
  readonly path: string;
}

/** The collections of the API that hold named things. */
export type Collection = 'actions' | 'packages' | 'rules' | 'triggers';

const DEFAULT_NAMESPACE = '_';

/**
 * Reads `name`, `package/name`, `/namespace`, `/namespace/name`, `/namespace/package/name` and, without its slash,
 * `namespace/package/name`. Throws a {@link Failure} for anything else.
 */
export function parseQualifiedName(text: string): QualifiedName {
  const absolute = text.startsWith('/');
  const segments = (absolute ? text.slice(1) : text).split('/');
  if (segments.length > 3 || segments.some(isNoSegment)) throw invalidName(text);
  if (!absolute && segments.length < 3) return { namespace: DEFAULT_NAMESPACE, path: text };
  const [namespace = DEFAULT_NAMESPACE, ...path] = segments;
  return { namespace, path: path.join('/') };
}

/** As {@link parseQualifiedName} where a namespace alone will not do. */
export function parseEntityName(text: string): QualifiedName {
  const name = parseQualifiedName(text);
  if (name.path === '') throw invalidName(text);
  return name;
}

/** The namespace of an optional argument `/NAMESPACE`; the name of an entity is refused. */
export function parseNamespace(text: string | undefined): string {
  if (text === undefined) return DEFAULT_NAMESPACE;
  const { namespace, path } = parseQualifiedName(text);
  if (path !== '') throw entityInsteadOfNamespace(path);
  return namespace;
}

/** The failure of a command that wants a namespace and was given an entity. */
export function entityInsteadOfNamespace(path: string): Failure {
  return usageFailure(
    `An entity name, '${path}', was provided instead of a namespace. ` +
      'Valid namespaces are of the following format: /NAMESPACE.',
  );
}

/** `/namespace/name` or `/namespace/package/name`. */
export function fullName({ namespace, path }: QualifiedName): string {
  return `/${namespace}/${path}`;
}

/** Address of a collection below the API's base, or of an entity in it. */
export function collectionPath(
  collection: Collection | 'activations' | 'secrets',
  namespace: string,
  path?: string,
): string {
  const segments = ['namespaces', namespace, collection, ...(path === undefined ? [] : path.split('/'))];
  return segments.map(encodeURIComponent).join('/');
}

/** `.` and `..` would be folded away on their way through an address, and reach something else. */
function isNoSegment(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..';
}

function invalidName(text: string): Failure {
  const reason = 'A valid qualified name must be specified.';
  return new Failure(`'${text}' is not a valid qualified name: ${reason}`, exitCodes.notAllowed);
}
