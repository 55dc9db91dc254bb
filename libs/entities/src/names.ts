import { refuse } from './errors';

/** Longest name of an entity or namespace, in characters. */
export const MAX_NAME_LENGTH = 256;

/** Stands for the caller's own namespace in a path. */
export const OWN_NAMESPACE = '_';

/** Stands for "no package" in a web path; no package may have this name. */
export const DEFAULT_PACKAGE = 'default';

const NAME = /^(?:\w|\w[\w@ .&-]{0,254}[\w@.&-])$/;

/**
 * A name checked for length and characters (spec: rest-api section 2).
 * @throws nameTooLong, nameIllegal
 */
export function parseEntityName(text: string): string {
  if (text.length > MAX_NAME_LENGTH) throw refuse.nameTooLong(text.length);
  if (!NAME.test(text)) throw refuse.nameIllegal();
  return text;
}

/**
 * A namespace checked for length and characters.
 * @throws namespaceTooLong, namespaceIllegal
 */
export function parseNamespace(text: string): string {
  if (text.length > MAX_NAME_LENGTH) throw refuse.namespaceTooLong(text.length);
  if (!NAME.test(text)) throw refuse.namespaceIllegal();
  return text;
}

/** True if `text` may name an entity. */
export function isEntityName(text: string): boolean {
  return NAME.test(text);
}

/** Full name of an entity: `namespace/name` or `namespace/package/name`. */
export interface QualifiedName {
  readonly namespace: string;
  readonly package?: string;
  readonly name: string;
}

/** A qualified name; `pkg` undefined means the default package. */
export function qualifiedName(namespace: string, name: string, pkg?: string): QualifiedName {
  return pkg === undefined ? { namespace, name } : { namespace, package: pkg, name };
}

/** Where an entity lives: `namespace` or `namespace/package`. */
export function pathOf(name: QualifiedName): string {
  return name.package === undefined ? name.namespace : `${name.namespace}/${name.package}`;
}

/** `namespace[/package]/name`, without a leading slash; also the document id. */
export function printName(name: QualifiedName): string {
  return `${pathOf(name)}/${name.name}`;
}

/** True if both mean the same entity. */
export function sameName(a: QualifiedName, b: QualifiedName): boolean {
  return a.namespace === b.namespace && a.package === b.package && a.name === b.name;
}

/**
 * Reads `/ns/name`, `ns/name`, `/_/name`, `/ns/pkg/name`. A `_` becomes `ownNamespace`.
 * @throws qualifiedNameIncomplete if there are fewer than two or more than three segments; nameIllegal, nameTooLong
 */
export function parseQualifiedName(text: string, ownNamespace: string): QualifiedName {
  const segments = text.split('/').filter((segment) => segment !== '');
  if (segments.length < 2 || segments.length > 3) throw refuse.qualifiedNameIncomplete();
  const [first = '', second = '', third] = segments.map(parseEntityName);
  const namespace = first === OWN_NAMESPACE ? ownNamespace : first;
  return third === undefined ? { namespace, name: second } : { namespace, package: second, name: third };
}

/** Reads what {@link printName} printed; for stored ids only. */
export function nameFromId(id: string): QualifiedName {
  const [namespace = '', second = '', third] = id.split('/');
  return third === undefined ? { namespace, name: second } : { namespace, package: second, name: third };
}
