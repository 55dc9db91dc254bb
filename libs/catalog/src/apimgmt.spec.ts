import { createGateway, type Gateway } from '@whisker/api-gateway';
import type { JsonObject } from '@whisker/entities';
import { InMemoryRouteStore } from '@whisker/testing';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readActionSource } from './action-source';
import { apimgmt } from './packages/apimgmt';

type Action = (args: JsonObject) => Promise<JsonObject>;

interface WebAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of many shapes
  readonly body: any;
}

let actions: Record<string, Action>;
let gateway: Gateway;
let server: Server;
let url: string;

beforeAll(async () => {
  const module = { exports: {} as Record<string, Action> };
  new Function('module', await readActionSource('apimgmt/apimgmt.js'))(module);
  actions = module.exports;
});

beforeEach(async () => {
  gateway = createGateway({
    store: new InMemoryRouteStore(),
    credentials: { user: 'op', password: 'secret' },
    publicUrl: () => 'http://apis',
  });
  server = createServer(gateway.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  gateway.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Calls an action as a web action is called; undefined takes an argument away. */
async function web(name: string, args: Record<string, unknown> = {}): Promise<WebAnswer> {
  const bound = { gwUrl: url, gwUrlV2: `${url}/v2`, gwUser: 'op', gwPwd: 'secret' };
  const all = { ...bound, __ow_method: 'get', __ow_user: 'guest', ...args };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const result = await (actions[name] as Action)(given as JsonObject);
  const { statusCode, headers, body } = (result['error'] ?? result) as JsonObject;
  expect(headers).toEqual({ 'Content-Type': 'application/json' });
  return { status: statusCode as number, body };
}

function apidoc(over: Record<string, unknown> = {}, action: Record<string, unknown> = {}): JsonObject {
  return {
    namespace: '_',
    gatewayBasePath: '/club',
    gatewayPath: '/books',
    gatewayMethod: 'GET',
    action: {
      name: 'act',
      namespace: '_',
      backendMethod: 'GET',
      backendUrl: 'https://host/api/v1/web/_/default/act.http',
      authkey: 'uuid:key',
      ...action,
    },
    ...over,
  } as JsonObject;
}

const PARAMETER = {
  name: 'id',
  in: 'path',
  required: true,
  type: 'string',
  description: "Default description for 'id'",
};

const create = (over: Record<string, unknown> = {}, action: Record<string, unknown> = {}) =>
  web('createApi', { apidoc: apidoc(over, action) });
const failed = (error: string): WebAnswer => ({ status: 502, body: { error } });

describe('the package apimgmt', () => {
  it('has three final web actions {web-actions.8.1.1, web-actions.8.1.2, web-actions.8.1.3}', () => {
    expect(apimgmt.actions.map(({ name, web: exported, main }) => [name, exported, main])).toEqual(
      ['createApi', 'getApi', 'deleteApi'].map((name) => [name, true, name]),
    );
    expect(apimgmt.shared).toBe(false);
  });

  it('fails without a code where it is not called as a web action', async () => {
    const plain = (name: string) => (actions[name] as Action)({ gwUrl: url });
    expect(await plain('createApi')).toEqual({ error: 'A valid auth key is required.' });
    expect(await plain('getApi')).toEqual({ error: 'Invalid authentication.' });
  });
});

describe('createApi', () => {
  it('makes a document for the first operation {web-actions.8.1.4, web-actions.8.1.6, web-actions.8.1.8, web-actions.8.1.9}', async () => {
    const secureKey = 'my-secret';
    const pathParameters = [PARAMETER];
    const over = { gatewayPath: '/books/{id}', pathParameters };
    const answer = await web('createApi', { apidoc: apidoc(over, { secureKey }), responsetype: 'http' });
    const target = 'https://host/api/v1/web/guest/default/act.http';
    expect(answer).toEqual({
      status: 200,
      body: {
        namespace: 'Not Used',
        gwApiActivated: true,
        tenantId: 'Not Used',
        gwApiUrl: 'http://apis/api/guest/club',
        apidoc: {
          swagger: '2.0',
          info: { title: '/club', version: '1.0.0' },
          basePath: '/club',
          paths: {
            '/books/{id}': {
              get: {
                operationId: 'getBooksId',
                parameters: pathParameters,
                'x-openwhisk': { url: target, namespace: 'guest', package: 'default', action: 'act' },
                responses: { default: { description: 'Default response' } },
              },
            },
          },
          'x-ibm-configuration': {
            assembly: {
              execute: [
                {
                  'operation-switch': {
                    case: [
                      {
                        operations: ['getBooksId'],
                        execute: [
                          { invoke: { 'target-url': `${target}$(request.path)`, verb: 'keep' } },
                          {
                            'set-variable': {
                              actions: [{ set: 'message.headers.X-Require-Whisk-Auth', value: secureKey }],
                            },
                          },
                        ],
                      },
                    ],
                  },
                },
              ],
            },
            cors: { enabled: true },
          },
        },
      },
    });
  });

  it('adds operations to what is there, by base path or name {web-actions.8.1.5}', async () => {
    await create({ apiName: 'Club' });
    await create({ gatewayMethod: 'POST' }, { name: 'pkg/other', namespace: 'friend' });
    const { body } = await create({ gatewayBasePath: 'Club', gatewayPath: '/more' });
    expect(body.apidoc.info.title).toBe('Club');
    const { '/books': books, '/more': more } = body.apidoc.paths;
    expect([Object.keys(books), Object.keys(more)]).toEqual([['get', 'post'], ['get']]);
    expect(books.post['x-openwhisk']).toEqual({
      url: 'https://host/api/v1/web/friend/pkg/other.json',
      namespace: 'friend',
      package: 'pkg',
      action: 'other',
    });
    expect((await web('getApi')).body.apis).toHaveLength(1);
  });

  it('replaces an operation that is there', async () => {
    await create();
    const { body } = await create({}, { name: 'new' });
    expect(body.apidoc.paths['/books'].get['x-openwhisk'].action).toBe('new');
    const { execute } = body.apidoc['x-ibm-configuration'].assembly;
    expect(execute[0]['operation-switch'].case).toHaveLength(1);
  });

  it('loses none of many that come at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => create({ gatewayPath: `/p${n}` })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const { apis } = (await web('getApi')).body;
    expect(Object.keys(apis[0].value.apidoc.paths).sort()).toEqual(['/p1', '/p2', '/p3', '/p4', '/p5']);
  });

  it('takes a whole document, as object or text, in the place of what is there {web-actions.8.1.10}', async () => {
    await create();
    const swagger = { basePath: '/club', info: { title: 'Whole' }, paths: { '/x': { get: {} } } };
    for (const given of [swagger, JSON.stringify(swagger)]) {
      const doc = { namespace: '_', swagger: given };
      const { status, body } = await web('createApi', { apidoc: given === swagger ? doc : JSON.stringify(doc) });
      expect([status, body.apidoc]).toEqual([200, swagger]);
    }
  });

  it.each([
    ['get', '/books/{id}', 'getBooksId'],
    ['get', '/path/with/sub_paths/in/it', 'getPathWithSub_pathsInIt'],
    ['post', '/UPPER-case/a.b~c', 'postUpper-caseABC'],
    ['get', '/', 'get'],
  ])('names the operation %s %s', async (verb, path, id) => {
    const { body } = await web('createApi', {
      apidoc: apidoc({ gatewayMethod: verb.toUpperCase(), gatewayPath: path, pathParameters: [PARAMETER] }),
      responsetype: 'http',
    });
    expect(body.apidoc.paths[path][verb].operationId).toBe(id);
  });

  it('of one namespace does not touch that of another, whatever the caller says', async () => {
    await create();
    const theirs = { __ow_user: 'other', namespace: 'guest', spaceguid: 'guest', accesstoken: 'x' };
    expect((await web('getApi', theirs)).body).toEqual({ apis: [] });
    const { body } = await web('createApi', { ...theirs, apidoc: apidoc() });
    expect(body.gwApiUrl).toBe('http://apis/api/other/club');
    expect(await web('deleteApi', { ...theirs, basepath: '/club' })).toEqual({ status: 200, body: {} });
    expect((await web('getApi')).body.apis).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>]>([
    ['gwUrl is required.', { gwUrl: undefined, gwUrlV2: undefined }],
    ['A valid auth key is required.', { __ow_user: undefined }],
    ['apidoc is required.', { apidoc: undefined }],
    ['apidoc field cannot be parsed. Ensure it is valid JSON.', { apidoc: '{nonsense' }],
    ['apidoc field cannot be parsed. Ensure it is valid JSON.', { apidoc: '[]' }],
    ['apidoc is missing the namespace field', { apidoc: apidoc({ namespace: undefined }) }],
    ['apidoc is missing the gatewayBasePath field', { apidoc: apidoc({ gatewayBasePath: undefined }) }],
    ['apidoc is missing the gatewayPath field', { apidoc: apidoc({ gatewayPath: '' }) }],
    ['apidoc is missing the gatewayMethod field', { apidoc: apidoc({ gatewayMethod: undefined }) }],
    ['apidoc is missing the action field.', { apidoc: apidoc({ action: undefined }) }],
    ['action is missing the backendMethod field.', { apidoc: apidoc({}, { backendMethod: undefined }) }],
    ['action is missing the backendUrl field.', { apidoc: apidoc({}, { backendUrl: undefined }) }],
    ['action is missing the namespace field.', { apidoc: apidoc({}, { namespace: undefined }) }],
    ['action is missing the name field.', { apidoc: apidoc({}, { name: undefined }) }],
    ['action is missing the authkey field.', { apidoc: apidoc({}, { authkey: undefined }) }],
    [
      'swagger and gatewayBasePath are mutually exclusive and cannot be specified together.',
      { apidoc: apidoc({ swagger: {} }) },
    ],
    ['swagger field cannot be parsed. Ensure it is valid JSON.', { apidoc: { namespace: '_', swagger: 'x' } }],
    ['swagger is missing the basePath field.', { apidoc: { namespace: '_', swagger: { a: 1 } } }],
    ['swagger is missing the paths field.', { apidoc: { namespace: '_', swagger: { basePath: '/' } } }],
    ['swagger is missing the info field.', { apidoc: { namespace: '_', swagger: { basePath: '/', paths: {} } } }],
    ['responsetype must be one of json, http, text, html, svg.', { apidoc: apidoc(), responsetype: 'xml' }],
    ['API creation failure: The field backendUrl must be an address.', { apidoc: apidoc({}, { backendUrl: 'x' }) }],
    [
      'API creation failure: The base path (/{a}) cannot have parameters. Only the relative path supports path parameters.',
      { apidoc: apidoc({ gatewayBasePath: '/{a}' }) },
    ],
    [
      "API creation failure: The action must use a response type of '.http' in order to receive the path parameters.",
      { apidoc: apidoc({ gatewayPath: '/{id}', pathParameters: [PARAMETER] }) },
    ],
    [
      "API creation failure: The parameter 'id' defined in path '/{id}' does not match any of the parameters defined for the path in the swagger file.",
      { apidoc: apidoc({ gatewayPath: '/{id}' }), responsetype: 'http' },
    ],
    [
      "API creation failure: Unable to configure the API Gateway (status code 400): Error: Resource path must begin with '/'.",
      { apidoc: apidoc({ gatewayPath: 'books' }) },
    ],
    [
      "API creation failure: Unable to configure the API Gateway (status code 400): Error: Resource verb 'dance' not supported.",
      { apidoc: apidoc({ gatewayMethod: 'DANCE' }) },
    ],
    [
      'API creation failure: Unable to obtain API(s) from the API Gateway (status code 401): Error: Unauthorized',
      { apidoc: apidoc(), gwPwd: 'wrong' },
    ],
    [
      'API creation failure: Unable to obtain API(s) from the API Gateway: fetch failed',
      { apidoc: apidoc(), gwUrlV2: 'http://127.0.0.1:1/v2' },
    ],
  ])('refuses: %s', async (text, args) => {
    const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await web('createApi', { apidoc: apidoc(), ...args })).toEqual(failed(text));
    quiet.mockRestore();
  });
});

describe('getApi', () => {
  it('shows all, by base path or name, or with a path and verb', async () => {
    await create({ gatewayBasePath: '/a', apiName: 'First' });
    await create({ gatewayBasePath: '/b', gatewayMethod: 'POST' });
    const found = async (args: Record<string, unknown>) => {
      const { apis } = (await web('getApi', args)).body as { apis: { value: { apidoc: { basePath: string } } }[] };
      return apis.map(({ value }) => value.apidoc.basePath);
    };
    expect(await found({})).toEqual(['/a', '/b']);
    expect(await found({ basepath: '/b' })).toEqual(['/b']);
    expect(await found({ basepath: 'First' })).toEqual(['/a']);
    expect(await found({ relpath: '/books', operation: 'post' })).toEqual(['/b']);
    expect(await found({ relpath: '/none' })).toEqual([]);
    expect(await found({ limit: '1', skip: '1' })).toEqual(['/b']);
    expect((await web('getApi', { basepath: '/a' })).body.apis[0]).toMatchObject({ id: 'Not Used', key: 'Not Used' });
  });

  it('wants to know the caller', async () => {
    expect(await web('getApi', { __ow_user: undefined, namespace: 'guest' })).toEqual(
      failed('Invalid authentication.'),
    );
  });
});

describe('deleteApi', () => {
  const remove = (args: Record<string, unknown>) => web('deleteApi', { basepath: '/club', ...args });

  beforeEach(async () => {
    await create({ apiName: 'Club' });
    await create({ gatewayMethod: 'POST' });
    await create({ gatewayPath: '/more' });
  });

  it('removes an operation, a path, and with the last one the API', async () => {
    expect(await remove({ relpath: '/books', operation: 'POST' })).toEqual({ status: 200, body: {} });
    const { value } = (await web('getApi')).body.apis[0];
    expect(Object.keys(value.apidoc.paths['/books'])).toEqual(['get']);
    const { execute } = value.apidoc['x-ibm-configuration'].assembly;
    expect(execute[0]['operation-switch'].case.map(({ operations }: { operations: string[] }) => operations)).toEqual([
      ['getBooks'],
      ['getMore'],
    ]);
    await remove({ relpath: '/more' });
    await remove({ relpath: '/books', operation: 'get' });
    expect((await web('getApi')).body).toEqual({ apis: [] });
  });

  it('removes an API by its name', async () => {
    expect(await remove({ basepath: 'Club' })).toEqual({ status: 200, body: {} });
    expect((await web('getApi')).body).toEqual({ apis: [] });
  });

  it.each<[string, Record<string, unknown>]>([
    ['Invalid authentication.', { __ow_user: undefined }],
    ['basepath is required.', { basepath: undefined }],
    ['When specifying an operation, the path is required.', { operation: 'get' }],
    ["API deletion failure: API '/none' does not exist.", { basepath: '/none' }],
    ["API deletion failure: path '/x' does not exist in the API", { relpath: '/x' }],
    [
      "API deletion failure: path '/books' with operation 'put' does not exist in the API",
      { relpath: '/books', operation: 'PUT' },
    ],
  ])('refuses: %s', async (text, args) => {
    expect(await remove(args)).toEqual(failed(text));
  });
});
