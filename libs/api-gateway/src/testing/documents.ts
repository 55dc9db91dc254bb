import type { JsonObject, JsonValue } from '@whisker/entities';

export interface DocumentParts {
  readonly basePath?: string;
  readonly title?: string;
  readonly cors?: boolean;
  /** Verb and path, `get /books`, and its target-url; undefined: none. */
  readonly operations?: Readonly<Record<string, string | undefined>>;
  /** `set-variable` actions, for all operations. */
  readonly variables?: readonly { readonly set: string; readonly value: JsonValue }[];
  /** Put over the document. */
  readonly over?: JsonObject;
}

/** A swagger document as `apimgmt` makes them. */
export function aDocument(parts: DocumentParts = {}): JsonObject {
  const { basePath = '/club', title = 'Club', cors, operations = { 'get /books': 'http://backend/books' } } = parts;
  const paths: Record<string, Record<string, JsonValue>> = {};
  const cases: JsonValue[] = [];
  for (const [operation, target] of Object.entries(operations)) {
    const [verb = '', path = ''] = operation.split(' ');
    (paths[path] ??= {})[verb] = { operationId: operation, parameters: parametersFor(path) };
    if (target !== undefined)
      cases.push({ operations: [operation], execute: [{ invoke: { 'target-url': target, verb: 'keep' } }] });
  }
  const variables: JsonValue[] = parts.variables ? [{ 'set-variable': { actions: [...parts.variables] } }] : [];
  return {
    swagger: '2.0',
    info: { title, version: '1.0.0' },
    basePath,
    paths,
    'x-ibm-configuration': {
      assembly: { execute: [...variables, { 'operation-switch': { case: cases } }] },
      ...(cors !== undefined && { cors: { enabled: cors } }),
    },
    ...parts.over,
  };
}

function parametersFor(path: string): JsonValue[] {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => ({ name, in: 'path' }));
}
