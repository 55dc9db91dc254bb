import { failed, FakeApi } from '../testing/fake-api';
import { HELP_HINT, Shell } from '../testing/shell';

const CREATE = 'POST /web/whisk.system/apimgmt/createApi.http';
const GET = 'GET /web/whisk.system/apimgmt/getApi.http';
const DELETE = 'DELETE /web/whisk.system/apimgmt/deleteApi.http';

let api: FakeApi;
let shell: Shell;

beforeAll(async () => {
  api = await FakeApi.start();
});
afterAll(() => api.close());
beforeEach(() => {
  api.reset();
  shell = new Shell(api.host);
  api.store('actions/act', { annotations: [{ key: 'web-export', value: true }] });
});

const operation = (action: string, pkg = 'default') => ({
  'x-openwhisk': { namespace: 'guest', package: pkg, action },
});

const club = {
  gwApiUrl: 'http://gw/api/guest/club',
  apidoc: {
    swagger: '2.0',
    basePath: '/club',
    info: { title: 'Club' },
    paths: {
      '/books/{id}': { parameters: [], get: operation('act'), post: operation('other', 'pkg') },
      '/a': { get: {} },
    },
  },
};

const listed = (...values: object[]) => ({ status: 200, body: { apis: values.map((value) => ({ value })) } });
const usage = (text: string) => ({ code: 2, stdout: '', stderr: `error: ${text}\n${HELP_HINT}` });

describe('wsk api create', () => {
  beforeEach(() => api.script(CREATE, { status: 200, body: club }));

  it('sends one operation and prints where it is {cli-and-clients.4.27, cli-and-clients.5.13, cli-and-clients.1.6}', async () => {
    const args = ['/club', '/books/{id}', 'get', 'pkg/act', '--response-type', 'http', '-n', 'Club'];
    api.store('actions/pkg/act', { annotations: [{ key: 'web-export', value: true }] });
    expect(await shell.wsk('api', 'create', ...args)).toEqual({
      code: 0,
      stdout: 'ok: created API /club/books/{id} GET for action /_/pkg/act\nhttp://gw/api/guest/club/books/{id}\n',
      stderr: '',
    });
    expect(api.requests.at(-1)).toMatchObject({
      query: { responsetype: 'http', accesstoken: 'DUMMY TOKEN', spaceguid: 'uuid' },
      body: {
        apidoc: {
          namespace: '_',
          apiName: 'Club',
          gatewayBasePath: '/club',
          gatewayPath: '/books/{id}',
          gatewayMethod: 'GET',
          id: 'API:_:/club',
          action: {
            name: 'pkg/act',
            namespace: '_',
            backendMethod: 'GET',
            backendUrl: `${api.host}/api/v1/web/_/pkg/act.http`,
            authkey: 'uuid:key',
          },
          pathParameters: [
            { name: 'id', in: 'path', required: true, type: 'string', description: "Default description for 'id'" },
          ],
        },
      },
    });
  });

  it('has the base path / and the type json where nothing else is said', async () => {
    api.script(CREATE, { status: 200, body: { ...club, gwApiUrl: 'http://gw/api/guest' } });
    expect((await shell.wsk('api', 'create', '/a', 'POST', '/guest/act')).stdout).toBe(
      'ok: created API /a POST for action /guest/act\nhttp://gw/api/guest/a\n',
    );
    expect(api.requests.at(-1)).toMatchObject({
      query: { responsetype: 'json' },
      body: {
        apidoc: { gatewayBasePath: '/', action: { backendUrl: `${api.host}/api/v1/web/guest/default/act.http` } },
      },
    });
  });

  it('shows the gateway the token of the properties file', async () => {
    shell.env['WSK_CONFIG_FILE'] = `${Shell.CWD}/props`;
    shell.file('props', 'APIGW_ACCESS_TOKEN=my-token\n');
    await shell.wsk('api', 'create', '/a', 'get', 'act');
    expect(api.requests.at(-1)?.query).toMatchObject({ accesstoken: 'my-token' });
  });

  it('takes the secret of the action along', async () => {
    const annotations = { 'web-export': true, 'require-whisk-auth': 'my-secret' };
    api.store('actions/act', { annotations: Object.entries(annotations).map(([key, value]) => ({ key, value })) });
    await shell.wsk('api', 'create', '/a', 'get', 'act');
    expect(api.requests.at(-1)?.body).toMatchObject({ apidoc: { action: { secureKey: 'my-secret' } } });
  });

  it('wants a web action that is there', async () => {
    api.store('actions/plain');
    const text =
      "error: Action '/_/plain' is not a web action. Issue 'wsk action update \"/_/plain\" --web true' to convert the action to a web action.\n";
    expect(await shell.wsk('api', 'create', '/a', 'get', 'plain')).toEqual({ code: 1, stdout: '', stderr: text });
    const missing = await shell.wsk('api', 'create', '/a', 'get', 'missing');
    expect([missing.code, missing.stderr]).toEqual([
      148,
      expect.stringContaining("Unable to get action '/_/missing': The"),
    ]);
  });

  it.each([
    ['a.json', JSON.stringify(club.apidoc)],
    ['a.yaml', 'swagger: "2.0"\nbasePath: /club\ninfo: {title: Club}\npaths: {}\n'],
    ['a.yml', 'swagger: "2.0"\nbasePath: /club\ninfo: {title: Club}\npaths: {}\n'],
  ])('sends the document of %s, and prints each operation', async (name, text) => {
    shell.file(name, text);
    const { stdout } = await shell.wsk('api', 'create', '-c', name);
    expect(stdout).toBe(
      'ok: created API /club/books/{id} get for action /guest/act\nhttp://gw/api/guest/club/books/{id}\n' +
        'ok: created API /club/books/{id} post for action /guest/pkg/other\nhttp://gw/api/guest/club/books/{id}\n' +
        'ok: created API /club/a get\nhttp://gw/api/guest/club/a\n',
    );
    const { apidoc } = api.requests.at(-1)?.body as { apidoc: { swagger: string } };
    expect(JSON.parse(apidoc.swagger)).toMatchObject({ basePath: '/club' });
  });

  it.each([
    ['bad.json', '{', 2, /Error parsing swagger file 'bad\.json': /],
    ['bad.yaml', 'a: [', 2, /Unable to parse YAML configuration file: /],
    [
      'none.json',
      '{"info":{},"paths":{},"swagger":"2.0"}',
      1,
      /Swagger file is invalid \(missing basePath, info, paths, or swagger fields\)/,
    ],
    ['text.json', '"x"', 1, /Swagger file is invalid/],
    [
      'slash.json',
      '{"basePath":"a","info":{},"paths":{},"swagger":"2.0"}',
      1,
      /basePath must start with a leading slash \(\/\)/,
    ],
  ])('refuses %s', async (name, text, code, message) => {
    shell.file(name, text);
    const ran = await shell.wsk('api', 'create', '--config-file', name);
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringMatching(message)]);
    expect(api.requests).toEqual([]);
  });

  const REQUIRED =
    'Specify a swagger file or specify an API base path with an API path, an API verb, and an action name.';

  it.each([
    [[], `Invalid argument(s). ${REQUIRED}`],
    [['/a', 'get'], `Invalid argument(s). ${REQUIRED}`],
    [['/b', '/a', 'get', 'act', 'more'], `Invalid argument(s): more. ${REQUIRED}`],
    [['a', 'get', 'act'], "'a' must begin with '/'."],
    [
      ['/a', 'dance', 'act'],
      "'dance' is not a valid API verb.  Valid values are: [GET PUT POST DELETE PATCH HEAD OPTIONS]",
    ],
    [
      ['/b/{x}', '/a', 'get', 'act'],
      "The base path '/b/{x}' cannot have parameters. Only the relative path supports path parameters.",
    ],
    [['/{x}', 'get', 'act'], "A response type of 'http' is required when using path parameters."],
    [['Name', '/a', 'get', 'act', '-n', 'Other'], 'An API name can only be specified once.'],
  ])('refuses %j', async (args, text) => {
    expect(await shell.wsk('api', 'create', ...args)).toEqual(usage(text));
    expect(api.requests).toEqual([]);
  });

  it('tells what the gateway says {cli-and-clients.2.5}', async () => {
    api.script(CREATE, { status: 502, body: { error: 'API creation failure: no' } });
    expect(await shell.wsk('api', 'create', '/a', 'get', 'act')).toEqual({
      code: 246,
      stdout: '',
      stderr: 'error: Unable to create API: API creation failure: no\n',
    });
    api.script(CREATE, failed(404, 'gone'));
    expect((await shell.wsk('api', 'create', '/a', 'get', 'act')).stderr).toBe(
      'error: Unable to create API: gone (code tid0)\n',
    );
  });
});

describe('wsk api get', () => {
  it('shows the document, all, or YAML {cli-and-clients.4.28}', async () => {
    api.script(GET, listed(club));
    expect(JSON.parse((await shell.wsk('api', 'get', '/club')).stdout)).toEqual(club.apidoc);
    expect(api.requests.at(-1)?.query).toEqual({ basepath: '/club', accesstoken: 'DUMMY TOKEN', spaceguid: 'uuid' });
    expect(JSON.parse((await shell.wsk('api', 'get', 'Club', '-f')).stdout)).toEqual(club);
    expect((await shell.wsk('api', 'get', '/club', '--format', 'YAML')).stdout).toMatch(
      /^swagger: "2.0"\nbasePath: \/club\ninfo:\n {2}title: Club\n/,
    );
  });

  it('refuses what is not there, another format, and too few or many names', async () => {
    api.script(GET, listed());
    const missing = { code: 1, stdout: '', stderr: 'error: API does not exist for basepath /none\n' };
    expect(await shell.wsk('api', 'get', '/none')).toEqual(missing);
    expect((await shell.wsk('api', 'get', '/a', '--format', 'xml')).stderr).toBe('error: Invalid format type: xml\n');
    const required = 'An API base path or API name is required.';
    expect(await shell.wsk('api', 'get')).toEqual(usage(`Invalid argument(s). ${required}`));
    expect(await shell.wsk('api', 'get', 'a', 'b')).toEqual(usage(`Invalid argument(s): b. ${required}`));
  });
});

describe('wsk api delete', () => {
  it.each([
    [['/club'], { basepath: '/club' }, 'ok: deleted API /club\n'],
    [['Club', '/a'], { basepath: 'Club', relpath: '/a' }, 'ok: deleted /a from Club\n'],
    [['/club', '/a', 'get'], { basepath: '/club', relpath: '/a', operation: 'GET' }, 'ok: deleted /a GET from /club\n'],
  ])('%j {cli-and-clients.4.29, cli-and-clients.5.14}', async (args, query, stdout) => {
    api.script(DELETE, { status: 200, body: {} });
    expect(await shell.wsk('api', 'delete', ...args)).toEqual({ code: 0, stdout, stderr: '' });
    expect(api.requests.at(-1)?.query).toEqual({ ...query, accesstoken: 'DUMMY TOKEN', spaceguid: 'uuid' });
  });

  it('refuses what is not there, or wrongly typed', async () => {
    api.script(DELETE, { status: 502, body: { error: "API deletion failure: API '/x' does not exist." } });
    expect(await shell.wsk('api', 'delete', '/x')).toEqual({
      code: 246,
      stdout: '',
      stderr: "error: Unable to delete API: API deletion failure: API '/x' does not exist.\n",
    });
    expect(await shell.wsk('api', 'delete', '/x', 'a')).toEqual(usage("'a' must begin with '/'."));
    expect((await shell.wsk('api', 'delete')).stderr).toContain(
      'Invalid argument(s). An API base path or API name is required.  An optional API relative path and operation may also be provided.',
    );
  });
});

describe('wsk api list', () => {
  it('prints a table {cli-and-clients.4.29, cli-and-clients.5.15}', async () => {
    api.script(GET, listed(club));
    expect((await shell.wsk('api', 'list', '-l', '5', '-s', '1')).stdout).toBe(
      'ok: APIs\n' +
        'Action              Verb  API Name  URL\n' +
        '/guest/act           get      Club  http://gw/api/guest/club/books/{id}\n' +
        '/guest/pkg/other    post      Club  http://gw/api/guest/club/books/{id}\n' +
        '                     get      Club  http://gw/api/guest/club/a\n',
    );
    expect(api.requests.at(-1)?.query).toMatchObject({ limit: '5', skip: '1' });
  });

  it('cuts long names', async () => {
    const long = {
      ...club,
      apidoc: { ...club.apidoc, info: { title: 't'.repeat(50) }, paths: { '/a': { get: operation('a'.repeat(50)) } } },
    };
    api.script(GET, listed(long));
    const [, header, row] = (await shell.wsk('api', 'list')).stdout.split('\n');
    expect(header).toBe(`${'Action'.padEnd(40)}    Verb ${'API Name'.padStart(31)}  URL`);
    expect(row).toBe(`/guest/${'a'.repeat(33)}     get  ${'t'.repeat(30)}  http://gw/api/guest/club/a`);
  });

  it('prints blocks, sorted if it is told so', async () => {
    api.script(GET, listed(club));
    const { stdout } = await shell.wsk('api', 'list', '-f', '-n');
    expect(stdout.match(/ {2}Path: .*/g)).toEqual(['  Path: /a', '  Path: /books/{id}', '  Path: /books/{id}']);
    expect(stdout).toContain(
      'Action: /guest/act\n  API Name: Club\n  Base path: /club\n  Path: /books/{id}\n  Verb: get\n  URL: http://gw/api/guest/club/books/{id}\n',
    );
  });

  it('lists one API, a path of it, or an operation', async () => {
    api.script(GET, listed(club));
    const rows = async (...args: string[]) => (await shell.wsk('api', 'list', ...args)).stdout.split('\n').length - 3;
    expect([
      await rows('/club'),
      await rows('/club', '/books/{id}'),
      await rows('/club', '/books/{id}', 'GET'),
    ]).toEqual([3, 2, 1]);
    expect(api.requests.at(-1)?.query).toMatchObject({ basepath: '/club', relpath: '/books/{id}', operation: 'GET' });
  });

  it('has a header even if there is nothing', async () => {
    api.script(GET, listed());
    expect((await shell.wsk('api', 'list')).stdout).toBe(
      `ok: APIs\n${'Action'.padEnd(30)}    Verb ${'API Name'.padStart(20)}  URL\n`,
    );
  });

  it('refuses too many arguments', async () => {
    expect(await shell.wsk('api', 'list', '/a', '/b', 'get', 'x')).toEqual(
      usage(
        'Invalid argument(s): x. Optional parameters are: API base path (or API name), API relative path and operation.',
      ),
    );
  });
});
