import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import openwhisk from 'openwhisk';
import { freshFolder, removeFolder, startPlatform, workspace, type RunningPlatform } from './platform';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Documents of the specification, as users write them. */
const DOCUMENTS = join(__dirname, '../data/apigw');

/** Answers with what it was called with; in `.json` as it is, in `.http` as the body. */
const ECHO = `
function main({ __ow_method: method, __ow_path: path, __ow_headers: headers, q, ...rest }) {
  const seen = { method, path, q, rest, forwarded: headers['x-forwarded-url'] };
  const page = '<p>' + path + '</p>';
  return { ...seen, statusCode: 201, headers: { 'x-own': 'yes' }, body: q === 'page' ? page : seen, html: page, svg: '<svg/>', text: 'plain' };
}`;

/** A port that was free a moment ago: addresses of APIs name it, so it must be the same after a restart. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

describe('the API gateway', () => {
  let platform: RunningPlatform;
  let folder: string;
  let port: string;

  beforeAll(async () => {
    port = String(await freePort());
    folder = freshFolder();
    platform = await startPlatform({ dataFolder: join(folder, 'data'), flags: ['--port', port] });
    await wsk('property', 'set', '--apihost', platform.apihost, '--auth', platform.auth);
    writeFileSync(join(folder, 'echo.js'), ECHO);
    expect(await wsk('action', 'create', 'echo', 'echo.js', '--web', 'true')).toMatchObject({ code: 0 });
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(folder);
  });

  function wsk(...args: string[]): Promise<Ran> {
    const env = { PATH: process.env['PATH'], HOME: folder, WSK_CONFIG_FILE: join(folder, '.wskprops') };
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [join(workspace, 'dist/wsk/main.cjs'), ...args],
        { cwd: folder, env },
        (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
        },
      );
    });
  }

  const base = (): string => `${platform.apihost}/api/guest`;
  const call = (path: string, request: RequestInit = {}) =>
    fetch(`${base()}${path}`, { redirect: 'manual', ...request });

  /** With the credentials of its data folder. */
  async function manage(method: string, path: string, body?: unknown): Promise<{ status: number; json: never }> {
    const key = readFileSync(join(platform.dataFolder, 'gateway-auth'), 'utf8').trim();
    const headers = { authorization: `Basic ${Buffer.from(key).toString('base64')}` };
    const answer = await fetch(`${platform.apihost}/v2/guest/apis${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, json: (text === '' ? undefined : JSON.parse(text)) as never };
  }

  /** Changes the stored document of an API. */
  async function alter(basePath: string, change: (document: Record<string, unknown>) => void): Promise<string> {
    const { json } = await manage('GET', `?basePath=${encodeURIComponent(basePath)}`);
    const [found] = json as { artifact_id: string; open_api_doc: Record<string, unknown> }[];
    if (!found) throw new Error(`no API ${basePath}`);
    change(found.open_api_doc);
    expect((await manage('PUT', `/${found.artifact_id}`, found.open_api_doc)).status).toBe(200);
    return found.artifact_id;
  }

  it('is managed by wsk: create, list, get, delete {cli-and-clients.4.27, cli-and-clients.4.28, cli-and-clients.4.29, cli-and-clients.5.13, cli-and-clients.5.14, cli-and-clients.5.15}', async () => {
    const created = await wsk('api', 'create', '/club', '/books', 'get', 'echo', '-n', 'Club');
    expect(created).toEqual({
      code: 0,
      stdout: `ok: created API /club/books GET for action /_/echo\n${base()}/club/books\n`,
      stderr: '',
    });
    await wsk('api', 'create', 'Club', '/books', 'post', 'echo');
    expect((await wsk('api', 'list', '-n')).stdout).toBe(
      'ok: APIs\n' +
        'Action         Verb  API Name  URL\n' +
        `/guest/echo     get      Club  ${base()}/club/books\n` +
        `/guest/echo    post      Club  ${base()}/club/books\n`,
    );
    const document = JSON.parse((await wsk('api', 'get', '/club')).stdout);
    expect(document).toMatchObject({
      info: { title: 'Club' },
      paths: { '/books': { get: { operationId: 'getBooks' }, post: { operationId: 'postBooks' } } },
      'x-ibm-configuration': { cors: { enabled: true } },
    });
    writeFileSync(join(folder, 'club.yaml'), (await wsk('api', 'get', 'Club', '--format', 'yaml')).stdout);
    expect((await wsk('api', 'delete', '/club', '/books', 'post')).stdout).toBe('ok: deleted /books POST from /club\n');
    expect((await call('/club/books')).status).toBe(200);
    expect((await call('/club/books', { method: 'POST' })).status).toBe(404);
    expect((await wsk('api', 'delete', 'Club')).stdout).toBe('ok: deleted API Club\n');
    expect((await call('/club/books')).status).toBe(404);
    expect(await wsk('api', 'delete', 'Club')).toEqual({
      code: 246,
      stdout: '',
      stderr: "error: Unable to delete API: API deletion failure: API 'Club' does not exist.\n",
    });
    expect((await wsk('api', 'create', '-c', 'club.yaml')).stdout).toContain(
      `ok: created API /club/books post for action`,
    );
    expect((await call('/club/books', { method: 'POST' })).status).toBe(200);
    await wsk('api', 'delete', '/club');
  });

  it('wants web actions, of whoever is known', async () => {
    writeFileSync(join(folder, 'plain.js'), 'function main() { return {} }');
    await wsk('action', 'create', 'plain', 'plain.js');
    expect((await wsk('api', 'create', '/club', '/x', 'get', 'plain')).stderr).toContain('is not a web action');
    const anonymous = await fetch(`${platform.apihost}/api/v1/web/whisk.system/apimgmt/getApi`);
    expect([anonymous.status, await anonymous.json()]).toEqual([502, { error: 'Invalid authentication.' }]);
  });

  it('gives an action the path it was called with', async () => {
    await wsk('api', 'create', '/club', '/members/{id}/{part}', 'put', 'echo', '--response-type', 'http');
    const answer = await call('/club/members/1%202/name?q=x', {
      method: 'PUT',
      body: JSON.stringify({ a: [1] }),
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, answer.headers.get('x-own')]).toEqual([201, 'yes']);
    expect(await answer.json()).toMatchObject({
      method: 'put',
      path: '/club/members/1%202/name',
      q: 'x',
      rest: { a: [1] },
      forwarded: `${base()}/club/members/1%202/name?q=x`,
    });
    expect((await call('/club/members/1')).status).toBe(404);
    expect(await (await call('/club/members/1/2', { method: 'PATCH' })).json()).toEqual({
      status: 404,
      message: 'Error: Whoops. Verb not supported.',
    });
  });

  it.each([
    ['json', 200, 'application/json', /"text": "plain"/],
    ['http', 201, 'text/html; charset=UTF-8', /^<p>\/types\/http<\/p>$/],
    ['html', 200, 'text/html; charset=UTF-8', /^<p><\/p>$/],
    ['svg', 200, 'image/svg+xml', /^<svg\/>$/],
    ['text', 200, 'text/plain; charset=UTF-8', /^plain$/],
  ])('answers as the response type %s says', async (type, status, contentType, body) => {
    // For the types that take `body` first, the action must have none.
    const page =
      'function main({ __ow_path: path }) { return { html: "<p>" + path + "</p>", svg: "<svg/>", text: "plain" } }';
    writeFileSync(join(folder, 'page.js'), type === 'http' ? ECHO : page);
    await wsk('action', 'update', `page-${type}`, 'page.js', '--web', 'true');
    const created = await wsk('api', 'create', '/types', `/${type}`, 'get', `page-${type}`, '--response-type', type);
    expect(created.code).toBe(0);
    const answer = await call(`/types/${type}?q=page`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, contentType]);
    expect(await answer.text()).toMatch(body);
  });

  it('shows a secured action its secret', async () => {
    writeFileSync(join(folder, 'safe.js'), 'function main() { return { safe: true } }');
    await wsk('action', 'update', 'safe', 'safe.js', '--web', 'true', '--web-secure', 'my-secret');
    await wsk('api', 'create', '/safe', '/x', 'get', 'safe');
    expect((await fetch(`${platform.apihost}/api/v1/web/guest/default/safe.json`)).status).toBe(401);
    expect(await (await call('/safe/x')).json()).toEqual({ safe: true });
  });

  it('answers for other origins where CORS is on, and leaves it to the action where it is off', async () => {
    await wsk('api', 'create', '/cors', '/x', 'get', 'echo');
    const headers = { origin: 'https://page.example', 'access-control-request-headers': 'x-a' };
    const on = await call('/cors/x', { method: 'OPTIONS', headers });
    expect([on.status, on.headers.get('access-control-allow-origin')]).toEqual([200, 'https://page.example']);
    expect(on.headers.get('access-control-allow-headers')).toBe('x-a');
    expect((await call('/cors/x', { headers })).headers.get('access-control-allow-credentials')).toBe('true');
    await alter('/cors', (document) => {
      Object.assign(document['x-ibm-configuration'] as object, { cors: { enabled: false } });
    });
    expect((await call('/cors/x', { method: 'OPTIONS', headers })).status).toBe(404);
    const off = await call('/cors/x', { headers });
    expect(off.headers.get('access-control-allow-origin')).toBe('*');
    expect(off.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('limits how often an API is called', async () => {
    await wsk('api', 'create', '/rare', '/x', 'get', 'echo');
    await alter('/rare', (document) => {
      document['x-gateway-rate-limit'] = [{ unit: 'hour', units: 1, rate: 2 }];
    });
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await call('/rare/x')).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect(await (await call('/rare/x')).json()).toEqual({ status: 429, message: 'Error: Rate limit exceeded' });
  });

  it('lets subscribers in only, where an API says so', async () => {
    await wsk('api', 'create', '/keyed', '/x', 'get', 'echo');
    const id = await alter('/keyed', (document) => {
      document['securityDefinitions'] = { client_id: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } };
    });
    expect(await (await call('/keyed/x')).json()).toEqual({ status: 401, message: 'Error: Unauthorized' });
    await manage('POST', `/${id}/subscriptions`, { client_id: 'me' });
    expect((await call('/keyed/x', { headers: { 'x-api-key': 'me' } })).status).toBe(200);
    expect((await call('/keyed/x', { headers: { 'x-api-key': 'you' } })).status).toBe(401);
    expect((await manage('DELETE', `/${id}/subscriptions/me`)).status).toBe(204);
    expect((await call('/keyed/x', { headers: { 'x-api-key': 'me' } })).status).toBe(401);
  });

  it('is managed by nobody without its key', async () => {
    const authorization = `Basic ${Buffer.from(platform.auth).toString('base64')}`;
    for (const headers of [{}, { authorization }])
      expect((await fetch(`${platform.apihost}/v2/guest/apis`, { headers })).status).toBe(401);
  });

  it('leaves the API where it was', async () => {
    expect(await (await fetch(`${platform.apihost}/api/v1`)).json()).toMatchObject({ api_version_path: 'v1' });
    expect((await fetch(`${platform.apihost}/api/v1/namespaces`)).status).toBe(401);
    expect((await fetch(`${platform.apihost}/elsewhere`)).status).toBe(405);
  });

  describe('takes the documents of the specification', () => {
    const files = readdirSync(DOCUMENTS);
    const refusals: Readonly<Record<string, RegExp>> = {
      'apigw_path_param_support_test_invalidActionType.json':
        /The action must use a response type of '\.http' in order/,
      'apigw_path_param_support_test_invalidParamName1.json':
        /The parameter 'name' defined in path '\/api2\/greeting2\/\{name\}' does not match any/,
      'apigw_path_param_support_test_invalidParamName2.json':
        /The parameter 'id' defined in path '\/api2\/greeting2\/\{name\}\/\{id\}' does not match any/,
      'apigw_path_param_support_test_invalidTargetUrl.json':
        /The target-url for operationId 'getApi2Greeting2Name' must end in '\$\(request\.path\)'/,
      testswaggerdocinvalid: /Swagger file is invalid \(missing basePath, info, paths, or swagger fields\)/,
    };

    function prepared(file: string): string {
      const text = readFileSync(join(DOCUMENTS, file), 'utf8');
      writeFileSync(join(folder, file), text.replaceAll('%HOST%', platform.apihost).replaceAll('%NAMESPACE%', 'guest'));
      return file;
    }

    it.each(Object.entries(refusals))('and refuses %s', async (file, text) => {
      const ran = await wsk('api', 'create', '-c', prepared(file));
      expect([ran.code > 0, ran.stderr]).toEqual([true, expect.stringMatching(text)]);
      expect((await wsk('api', 'list', '/guest/v1')).stdout).not.toContain('greeting2');
    });

    it.each(files.filter((file) => !(file in refusals)))('and serves %s', async (file) => {
      const document = JSON.parse(readFileSync(join(folder, prepared(file)), 'utf8')) as { basePath: string };
      const ran = await wsk('api', 'create', '--config-file', file);
      expect([ran.code, ran.stderr]).toEqual([0, '']);
      expect(JSON.parse((await wsk('api', 'get', document.basePath)).stdout)).toEqual(document);
      expect((await wsk('api', 'delete', document.basePath)).code).toBe(0);
    });

    it('and calls the action behind path parameters', async () => {
      await wsk('action', 'update', 'cli_apigwtest_path_param_swagger_action', 'echo.js', '--web', 'true');
      await wsk('api', 'create', '-c', prepared('apigw_path_param_support_test_withPathParameters1.json'));
      expect(await (await call('/guest/v1/api2/greeting2/scooby')).json()).toMatchObject({
        path: '/guest/v1/api2/greeting2/scooby',
      });
    });
  });

  it('is used by the openwhisk client {cli-and-clients.6.14}', async () => {
    const { routes } = openwhisk({ apihost: platform.apihost, api_key: platform.auth }) as unknown as {
      routes: Record<'create' | 'list' | 'get' | 'delete', (options?: object) => Promise<Record<string, never>>>;
    };
    const route = { basepath: '/npm', relpath: '/x', operation: 'GET', action: 'echo' };
    expect(await routes.create(route)).toMatchObject({ gwApiUrl: `${base()}/npm`, gwApiActivated: true });
    await routes.create({ relpath: '/root', operation: 'POST', action: '/guest/echo' });
    expect(await (await call('/npm/x?q=1')).json()).toMatchObject({ q: '1' });
    expect((await call('/root', { method: 'POST' })).status).toBe(200);
    const swagger = { basePath: '/whole', info: { title: 'Whole' }, paths: { '/y': { get: {} } } };
    expect(await routes.create({ swagger })).toMatchObject({ apidoc: swagger });
    const paths = (await routes.list())['apis'] as unknown as { value: { apidoc: { basePath: string } } }[];
    expect(paths.map(({ value }) => value.apidoc.basePath)).toEqual(expect.arrayContaining(['/npm', '/', '/whole']));
    expect((await routes.get({ basepath: '/npm' }))['apis']).toHaveLength(1);
    expect(await routes.delete({ basepath: '/npm' })).toEqual({});
    await expect(routes.delete({ basepath: '/npm' })).rejects.toMatchObject({
      statusCode: 502,
      error: { error: "API deletion failure: API '/npm' does not exist." },
    });
  });

  it('keeps APIs over a restart and a kill', async () => {
    await wsk('api', 'create', '/kept', '/x', 'get', 'echo');
    for (const end of [() => platform.stop(), () => platform.kill()]) {
      await end();
      platform = await startPlatform({ dataFolder: platform.dataFolder, flags: ['--port', port] });
      expect((await call('/kept/x')).status).toBe(200);
      expect((await wsk('api', 'list', '/kept')).stdout).toContain(`${base()}/kept/x`);
    }
    expect((await wsk('api', 'delete', '/kept')).code).toBe(0);
  });
});

it('is not there where it is switched off', async () => {
  const platform = await startPlatform({ flags: ['--api-gateway', 'off'] });
  expect((await fetch(`${platform.apihost}/api/guest/x`)).status).toBe(405);
  expect((await fetch(`${platform.apihost}/v2/guest/apis`)).status).toBe(405);
  await platform.stop();
  removeFolder(platform.dataFolder);
});
