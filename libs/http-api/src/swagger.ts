import type { JsonObject, JsonValue } from '@whisker/entities';

/** One operation: method, path, what it does, and the statuses it may answer. */
type Operation = readonly [
  method: string,
  path: string,
  summary: string,
  statuses: readonly number[],
  query?: readonly string[],
];

const LIST = ['limit', 'skip', 'count'];
const ENTITY_READ = [200, 401, 403, 404, 409, 500];
const ENTITY_WRITE = [200, 400, 401, 403, 404, 409, 413, 500];

function entityOperations(collection: string, item: string): Operation[] {
  const path = `/namespaces/{namespace}/${collection}`;
  return [
    ['get', path, `List ${collection}`, [200, 400, 401, 403, 500], LIST],
    ['get', `${path}/{name}`, `Get ${item}`, ENTITY_READ],
    ['put', `${path}/{name}`, `Create or update ${item}`, ENTITY_WRITE, ['overwrite']],
    ['delete', `${path}/{name}`, `Delete ${item}`, ENTITY_READ],
  ];
}

const INVOKE = [200, 202, 400, 401, 403, 404, 413, 429, 500, 502, 503];

const operations: readonly Operation[] = [
  ['get', '/namespaces', 'List the namespaces of the caller', [200, 401]],
  ...entityOperations('actions', 'an action'),
  ['post', '/namespaces/{namespace}/actions/{name}', 'Invoke an action', INVOKE, ['blocking', 'result', 'timeout']],
  [
    'get',
    '/namespaces/{namespace}/actions/{package}/',
    'List the actions of a package',
    [200, 400, 401, 403, 404, 409],
    LIST,
  ],
  ['get', '/namespaces/{namespace}/actions/{package}/{name}', 'Get an action of a package', ENTITY_READ, ['code']],
  [
    'put',
    '/namespaces/{namespace}/actions/{package}/{name}',
    'Create or update an action of a package',
    ENTITY_WRITE,
    ['overwrite'],
  ],
  ['delete', '/namespaces/{namespace}/actions/{package}/{name}', 'Delete an action of a package', ENTITY_READ],
  [
    'post',
    '/namespaces/{namespace}/actions/{package}/{name}',
    'Invoke an action of a package',
    INVOKE,
    ['blocking', 'result', 'timeout'],
  ],
  ...entityOperations('packages', 'a package'),
  ...entityOperations('triggers', 'a trigger'),
  ...entityOperations('rules', 'a rule'),
  ['post', '/namespaces/{namespace}/rules/{name}', 'Set the state of a rule', [200, 400, 401, 403, 404]],
  [
    'get',
    '/namespaces/{namespace}/activations',
    'List activations',
    [200, 400, 401, 403],
    [...LIST, 'name', 'since', 'upto', 'docs'],
  ],
  ['get', '/namespaces/{namespace}/activations/{id}', 'Get an activation', [200, 400, 401, 403, 404]],
  ['get', '/namespaces/{namespace}/activations/{id}/logs', 'Get the logs of an activation', [200, 400, 401, 403, 404]],
  [
    'get',
    '/namespaces/{namespace}/activations/{id}/result',
    'Get the result of an activation',
    [200, 400, 401, 403, 404],
  ],
  [
    'get',
    '/namespaces/{namespace}/secrets',
    'List the secrets of a namespace, without values',
    [200, 400, 401, 403],
    LIST,
  ],
  ['get', '/namespaces/{namespace}/secrets/{name}', 'Get name and dates of a secret', [200, 400, 401, 403, 404]],
  ['put', '/namespaces/{namespace}/secrets/{name}', 'Set a secret', [200, 400, 401, 403, 409, 413]],
  ['delete', '/namespaces/{namespace}/secrets/{name}', 'Delete a secret', [200, 400, 401, 403, 404]],
  ['get', '/namespaces/{namespace}/limits', 'Get the limits of a namespace', [200, 401, 403]],
];

const INTEGERS = new Set(['limit', 'skip', 'timeout', 'since', 'upto']);
const TEXTS = new Set(['name']);

function parametersOf(path: string, query: readonly string[]): JsonValue[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    type: 'string',
  }));
  const typeOf = (name: string) => (INTEGERS.has(name) ? 'integer' : TEXTS.has(name) ? 'string' : 'boolean');
  return [...inPath, ...query.map((name) => ({ name, in: 'query', required: false, type: typeOf(name) }))];
}

function describe([method, path, summary, statuses, query = []]: Operation): [string, JsonObject] {
  const responses = Object.fromEntries(statuses.map((status) => [String(status), { description: `Status ${status}` }]));
  const body = ['put', 'post'].includes(method)
    ? [{ name: 'body', in: 'body', required: false, schema: { type: 'object' } }]
    : [];
  return [
    method,
    {
      summary,
      tags: [path.split('/')[3] ?? 'namespaces'],
      parameters: [...parametersOf(path, query), ...body],
      responses,
    },
  ];
}

function describePaths(): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const operation of operations) {
    const [method, description] = describe(operation);
    (paths[operation[1]] ??= {})[method] = description;
  }
  return paths;
}

/** Swagger 2.0 description of the API. */
export const swaggerDocument: JsonObject = {
  swagger: '2.0',
  info: { title: 'Whisker REST API', description: 'The API of Apache OpenWhisk, served by Whisker', version: '1.0.0' },
  basePath: '/api/v1',
  consumes: ['application/json'],
  produces: ['application/json'],
  securityDefinitions: { basicAuth: { type: 'basic' } },
  security: [{ basicAuth: [] }],
  paths: describePaths(),
};
