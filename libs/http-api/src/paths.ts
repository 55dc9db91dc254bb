import {
  OWN_NAMESPACE,
  parseEntityName,
  parseNamespace,
  qualifiedName,
  type Identity,
  type QualifiedName,
} from '@whisker/entities';

/** Stands for what cannot be decoded; no name may hold it, so that such a segment is refused as an illegal name. */
const UNDECODABLE = '\uFFFD';

/** Decodes the percent-encoding of one segment of a path. */
export function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return UNDECODABLE;
  }
}

/** The namespace a path names; `_` is the caller's own. @throws namespaceIllegal, namespaceTooLong */
export function readNamespace(segment: string, caller: Identity): string {
  const text = decodeSegment(segment);
  return text === OWN_NAMESPACE ? caller.namespace.name : parseNamespace(text);
}

/** The entity that one or two path segments name. @throws nameIllegal, nameTooLong */
export function readName(namespace: string, segments: readonly string[]): QualifiedName {
  const names = segments.map((segment) => parseEntityName(decodeSegment(segment)));
  return names.length === 1
    ? qualifiedName(namespace, names[0] as string)
    : qualifiedName(namespace, names[1] as string, names[0]);
}
