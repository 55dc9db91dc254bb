import { parameterOf, segmentsOf } from './paths';

/** What a path led to. */
export interface Match<T> {
  readonly value: T;
  /** How many segments of the path it took; fewer than all where a prefix matched. */
  readonly depth: number;
}

interface Node<T> {
  readonly children: Map<string, Node<T>>;
  parameter?: Node<T>;
  value?: T;
}

/**
 * Finds what is defined for a path: for the path itself, else for one with parameters in some segments, else for the
 * longest prefix. Between two with parameters, the one with the earlier literal segment wins.
 *
 * Each node is looked at once per search, so no path can make it slow.
 */
export class RouteTree<T> {
  readonly #root: Node<T> = { children: new Map() };

  /** Adds a path; one that is there already stays. @returns false then */
  add(path: string, value: T): boolean {
    let node = this.#root;
    for (const segment of segmentsOf(path)) node = childFor(node, segment);
    if (node.value !== undefined) return false;
    node.value = value;
    return true;
  }

  find(path: string): Match<T> | undefined {
    return search(this.#root, segmentsOf(path), 0);
  }
}

function childFor<T>(node: Node<T>, segment: string): Node<T> {
  if (parameterOf(segment) !== undefined) return (node.parameter ??= { children: new Map() });
  const child = node.children.get(segment) ?? { children: new Map() };
  node.children.set(segment, child);
  return child;
}

/** The deepest match below a node; the literal branch first, so that it wins where both go as deep. */
function search<T>(node: Node<T>, segments: readonly string[], depth: number): Match<T> | undefined {
  const own = node.value === undefined ? undefined : { value: node.value, depth };
  const segment = segments[depth];
  if (segment === undefined) return own;
  const literal = node.children.get(segment);
  const first = literal && search(literal, segments, depth + 1);
  if (first?.depth === segments.length) return first;
  // A parameter stands for something: an empty segment is nothing.
  const second = node.parameter && segment !== '' ? search(node.parameter, segments, depth + 1) : undefined;
  const deepest = (second?.depth ?? -1) > (first?.depth ?? -1) ? second : first;
  return deepest ?? own;
}
