import type { JsonObject, JsonValue } from '@whisker/entities';
import { compileApi } from './compile-api';
import { aDocument } from './testing/documents';

const HTTP = 'http://backend/api/v1/web/ns/default/act.http$(request.path)';

function refusalOf(document: JsonObject): string {
  try {
    compileApi(document);
    return 'none';
  } catch (error) {
    const { status, message } = error as { status: number; message: string };
    return `${status} ${message}`;
  }
}

function operationOf(document: JsonObject, verb = 'GET') {
  return compileApi(document).resources[0]?.operations.get(verb);
}

describe('compileApi', () => {
  it('reads what a document defines', () => {
    const compiled = compileApi(
      aDocument({
        cors: true,
        operations: { 'get /books/{id}': HTTP, 'post /books': 'https://other:8443/x.json?a=b' },
      }),
    );
    expect(compiled).toMatchObject({
      basePath: '/club',
      title: 'Club',
      cors: true,
      security: [],
      rateLimit: undefined,
    });
    expect(compiled.resources.map(({ path }) => path)).toEqual(['/books/{id}', '/books']);
    expect(compiled.resources[0]?.operations.get('GET')?.backend).toEqual({
      target: { origin: 'http://backend', path: '/api/v1/web/ns/default/act.http', search: '', takesPath: true },
      method: undefined,
      headers: {},
    });
    expect(compiled.resources[1]?.operations.get('POST')?.backend?.target).toEqual({
      origin: 'https://other:8443',
      path: '/x.json',
      search: '?a=b',
      takesPath: false,
    });
  });

  it('takes x-gateway-configuration before x-ibm-configuration', () => {
    const gateway = { 'x-gateway-configuration': { cors: { enabled: true }, assembly: { execute: [] } } };
    expect(compileApi(aDocument({ cors: false, over: gateway })).cors).toBe(true);
  });

  it('reads an invoke for all operations', () => {
    const over = {
      'x-ibm-configuration': { assembly: { execute: [{ invoke: { 'target-url': 'host/x', verb: 'post' } }] } },
    };
    expect(operationOf(aDocument({ over }))?.backend).toMatchObject({
      target: { origin: 'http://host' },
      method: 'POST',
    });
  });

  it('knows operations without a target', () => {
    expect(operationOf(aDocument({ operations: { 'get /': undefined } }))).toEqual({
      operationId: 'get /',
      backend: undefined,
    });
    expect(operationOf(aDocument({ over: { 'x-ibm-configuration': {} } }))?.backend).toBeUndefined();
  });

  it('sets headers, those of an operation over those of all, before or after the invoke', () => {
    const set = (name: string, value: JsonValue) => ({
      'set-variable': { actions: [{ set: `message.headers.${name}`, value }] },
    });
    const execute = [
      set('Authorization', 'Basic x'),
      set('X-Both', 'all'),
      {
        'operation-switch': {
          case: [
            {
              operations: ['get /books'],
              execute: [
                set('X-Both', 'own'),
                { invoke: { 'target-url': 'http://b/' } },
                set('X-Require-Whisk-Auth', 7),
              ],
            },
          ],
        },
      },
    ];
    const over = { 'x-ibm-configuration': { assembly: { execute } } };
    expect(operationOf(aDocument({ over }))?.backend?.headers).toEqual({
      authorization: 'Basic x',
      'x-both': 'own',
      'x-require-whisk-auth': '7',
    });
  });

  it.each([
    [
      { unit: 'second', units: 2, rate: 10 },
      { intervalMs: 2000, rate: 10 },
    ],
    [
      { unit: 'minute', rate: 1 },
      { intervalMs: 60_000, rate: 1 },
    ],
    [
      { unit: 'hour', units: 1, rate: 5 },
      { intervalMs: 3_600_000, rate: 5 },
    ],
    [
      { unit: 'day', units: 3, rate: 0.5 },
      { intervalMs: 259_200_000, rate: 0.5 },
    ],
  ])('reads the rate limit %j', (limit, read) => {
    expect(compileApi(aDocument({ over: { 'x-ibm-rate-limit': [limit] } })).rateLimit).toEqual(read);
    expect(compileApi(aDocument({ over: { 'x-gateway-rate-limit': [limit] } })).rateLimit).toEqual(read);
  });

  it('reads what callers must show', () => {
    const security = (securityDefinitions: JsonObject) =>
      compileApi(aDocument({ over: { securityDefinitions } })).security;
    const key = { type: 'apiKey', in: 'header' };
    expect(security({ client_id: key })).toEqual([{ type: 'apiKey', header: 'x-api-key' }]);
    expect(security({ client_id: { ...key, name: 'X-Id' }, client_secret: key })).toEqual([
      { type: 'apiKey', header: 'x-id', secretHeader: 'x-api-secret' },
    ]);
    expect(security({ google: { type: 'oauth2' }, app: { type: 'oauth2', 'x-provider': 'app-id' } })).toEqual([
      { type: 'oauth2', provider: 'google' },
      { type: 'oauth2', provider: 'app-id' },
    ]);
  });

  it('puts another origin in the place of that of every target', () => {
    const document = aDocument({ operations: { 'get /a': 'https://api.example/x.json' } });
    const { resources } = compileApi(document, { targets: { origin: 'http://controller:3233' } });
    expect(resources[0]?.operations.get('GET')?.backend?.target).toMatchObject({
      origin: 'http://controller:3233',
      path: '/x.json',
    });
  });

  it('lets only those hosts be called that it is told', () => {
    const document = aDocument({ operations: { 'get /a': 'http://inside:1/' } });
    expect(() => compileApi(document, { targets: { hosts: ['inside'] } })).toThrow(
      "This gateway is not allowed to call the host 'inside:1'.",
    );
    expect(compileApi(document, { targets: { hosts: ['inside:1'] } }).resources).toHaveLength(1);
  });
});

describe('compileApi refuses', () => {
  it.each(['basePath', 'paths', 'info'])('a document without %s', (field) => {
    const { [field]: _, ...rest } = aDocument();
    expect(refusalOf(rest)).toBe(`400 swagger is missing the ${field} field.`);
  });

  it('a base path with parameters', () => {
    expect(refusalOf(aDocument({ basePath: '/club/{x}' }))).toBe(
      '422 The base path (/club/{x}) cannot have parameters. Only the relative path supports path parameters.',
    );
  });

  it('path parameters for an action that is not given the path', () => {
    const target = 'http://backend/act.json$(request.path)';
    const document = aDocument({ operations: { 'get /{x}': target } });
    expect(refusalOf(document)).toBe(
      "422 The target-url for operationId 'get /{x}' must end in '$(request.path)' in order for actions to receive the path parameters.",
    );
    const paths = document['paths'] as Record<string, Record<string, JsonObject>>;
    Object.assign(paths['/{x}']?.['get'] ?? {}, { 'x-openwhisk': { url: 'http://backend/act.json' } });
    expect(refusalOf(document)).toBe(
      "422 The action must use a response type of '.http' in order to receive the path parameters.",
    );
  });

  it('path parameters that no parameter is defined for', () => {
    const document = aDocument({ operations: { 'get /a/{name}': HTTP } });
    const paths = document['paths'] as Record<string, Record<string, JsonObject>>;
    Object.assign(paths['/a/{name}']?.['get'] ?? {}, { parameters: [{ name: 'name1', in: 'path' }] });
    expect(refusalOf(document)).toBe(
      "422 The parameter 'name' defined in path '/a/{name}' does not match any of the parameters defined for the path in the swagger file.",
    );
    Object.assign(paths['/a/{name}'] ?? {}, { parameters: [{ name: 'name', in: 'path' }] });
    expect(refusalOf(document)).toBe('none');
  });

  it.each<[string, JsonObject, string]>([
    ['a relative path', { paths: { books: { get: {} } } }, "400 Resource path must begin with '/'."],
    ['an unknown verb', { paths: { '/a': { dance: {} } } }, "400 Resource verb 'dance' not supported."],
    ['a path without operations', { paths: { '/a': { parameters: [] } } }, "400 The path '/a' defines no operation."],
    ['paths that are no object', { paths: [] }, '400 The swagger field paths must be an object.'],
    ['an operation that is no object', { paths: { '/a': { get: 1 } } }, '400 The swagger field get must be an object.'],
    [
      'two paths for the same calls',
      {
        paths: {
          '/a/{x}': { get: { parameters: [{ name: 'x' }] } },
          '/a/{y}/': { get: { parameters: [{ name: 'y' }] } },
        },
      },
      "422 The paths '/a/{x}' and '/a/{y}/' are the same.",
    ],
    [
      'a rate limit without a rate',
      { 'x-gateway-rate-limit': [{ unit: 'second' }] },
      '422 A rate limit must be [{"unit": "second|minute|hour|day", "units": <number>, "rate": <number>}].',
    ],
    [
      'credentials it cannot check',
      { securityDefinitions: { who: { type: 'basic' } } },
      "422 The security definition 'who' is neither an apiKey in a header nor oauth2.",
    ],
    [
      'a key in the query',
      { securityDefinitions: { key: { type: 'apiKey', in: 'query', name: 'k' } } },
      "422 The security definition 'key' is neither an apiKey in a header nor oauth2.",
    ],
  ])('%s', (_what, over, text) => {
    expect(refusalOf(aDocument({ over }))).toBe(text);
  });

  it.each(['ftp://host/x', 'http://user:pass@host/', 'http://', 'http://host/#x', 'javascript:alert(1)'])(
    'the target %s',
    (target) => {
      expect(refusalOf(aDocument({ operations: { 'get /a': target } }))).toMatch(
        /^422 The target-url '.*' is not an http/,
      );
    },
  );

  it.each<[string, JsonValue]>([
    ['message.body.x', 'v'],
    ['message.headers.Host', 'v'],
    ['message.headers.Transfer-Encoding', 'v'],
    ['message.headers.Bad Name', 'v'],
    ['message.headers.X', 'a\r\nb'],
    ['message.headers.X', { deep: true }],
  ])('the variable %s = %j', (set, value) => {
    expect(refusalOf(aDocument({ variables: [{ set, value }] }))).toMatch(/^422 The variable '.*' cannot be set\./);
  });

  it('more operations than one API can have', () => {
    const operations = Object.fromEntries([1, 2, 3].map((n) => [`get /${n}`, undefined]));
    expect(() => compileApi(aDocument({ operations }), { maxOperations: 2 })).toThrow(
      'An API can have 2 operations at most.',
    );
  });
});
