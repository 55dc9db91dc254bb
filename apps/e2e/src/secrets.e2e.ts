import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { apiClient, until, type ApiClient } from './api';
import { freshFolder, removeFolder, startPlatform, workspace, type RunningPlatform } from './platform';

const newKey = () => randomBytes(32).toString('base64');
const node = (code: string) => ({ exec: { kind: 'nodejs:default', code } });
const SHOW = node('function main(args) { return { args, env: process.env.TOKEN } }');
const param = (key: string, value: unknown, more: object = {}) => ({ key, value, ...more });
const secret = (name: string) => ({ $secret: name });

/** Names of the files in a folder that hold a text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}

async function call(api: ApiClient, name: string, payload: object = {}) {
  return (await api('POST', `/actions/${name}?blocking=true`, payload)).json;
}

describe('secrets', () => {
  const PASSWORD = `pa$$ "word" ${randomBytes(8).toString('hex')}`;
  let platform: RunningPlatform;
  let api: ApiClient;

  beforeAll(async () => {
    platform = await startPlatform();
    api = apiClient(platform);
    expect((await api('PUT', '/secrets/db', { value: PASSWORD })).status).toBe(200);
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  const put = async (path: string, body: object) => {
    const answer = await api('PUT', `${path}?overwrite=true`, body);
    expect([path, answer.status, answer.json.error]).toEqual([path, 200, undefined]);
    return answer.json;
  };

  it('are set, listed and deleted, and never shown', async () => {
    const summary = { namespace: 'guest', name: 'api', created: expect.any(Number), updated: expect.any(Number) };
    expect((await api('PUT', '/secrets/api', { value: 'first-value' })).json).toEqual(summary);
    expect((await api('PUT', '/secrets/api', { value: 'second-value' })).json).toEqual(summary);
    expect((await api('GET', '/secrets/api')).json).toEqual(summary);
    expect((await api('GET', '/secrets')).json.map(({ name }: { name: string }) => name)).toEqual(['api', 'db']);
    expect((await api('GET', '/secrets?count=true')).json).toEqual({ secrets: 2 });
    expect((await api('DELETE', '/secrets/api')).json).toEqual(summary);
    expect((await api('GET', '/secrets/api')).status).toBe(404);
    expect((await api('DELETE', '/secrets/api')).status).toBe(404);
  });

  it.each([
    ['a value that is no text', '/secrets/x', { value: 1 }, 400, /'value', a text that is not empty/],
    ['no value', '/secrets/x', {}, 400, /'value', a text that is not empty/],
    ['a value that is too large', '/secrets/x', { value: 'x'.repeat(65_537) }, 413, /65537 > 65536 bytes/],
    ['a name that is none', '/secrets/a%2Fb', { value: 'x' }, 400, /name of the entity contains illegal characters/],
    [
      'another namespace',
      '//api/v1/namespaces/other/secrets/x',
      { value: 'x' },
      403,
      /not authorized to access 'other\/x'/,
    ],
  ])('refuse %s', async (_what, path, body, status, text) => {
    const answer = await api('PUT', path, body);
    expect([answer.status, answer.json.error]).toEqual([status, expect.stringMatching(text)]);
  });

  it('reach the action as argument and as environment, and nothing else', async () => {
    const parameters = [param('password', secret('db')), param('TOKEN', secret('db'), { init: true })];
    expect((await put('/actions/uses', { ...SHOW, parameters })).parameters).toEqual(parameters);
    expect((await api('GET', '/actions/uses')).json.parameters).toEqual(parameters);
    const record = await call(api, 'uses', { other: 1 });
    expect(record.response.result).toEqual({ args: { other: 1, password: PASSWORD }, env: PASSWORD });
  });

  it('are found in no file of the data folder in the clear, and their key is the owner’s alone', async () => {
    const parameters = [param('password', secret('db'))];
    await put('/actions/quiet', {
      ...node('function main({ password }) { return { got: password.length } }'),
      parameters,
    });
    const { response } = await call(api, 'quiet');
    expect(response.result).toEqual({ got: PASSWORD.length });
    const marker = PASSWORD.slice(-16);
    const elsewhere = filesWith(platform.dataFolder, marker).filter((file) => !/activations/.test(file));
    expect(elsewhere).toEqual([]);
    expect(statSync(join(platform.dataFolder, 'secrets.key')).mode & 0o777).toBe(0o600);
    expect(platform.stderr()).not.toContain(marker);
  });

  it('of packages and bindings are those of who set the parameter', async () => {
    await put('/packages/pkg', { parameters: [param('password', secret('db')), param('plain', 1)] });
    await put('/actions/pkg/inside', SHOW);
    await put('/packages/bound', {
      binding: { namespace: '_', name: 'pkg' },
      parameters: [param('more', secret('db'))],
    });
    const args = { password: PASSWORD, plain: 1 };
    expect((await call(api, 'pkg/inside')).response.result.args).toEqual(args);
    expect((await call(api, 'bound/inside')).response.result.args).toEqual({ ...args, more: PASSWORD });
    expect((await api('GET', '/actions/bound/inside')).json.parameters).toContainEqual(param('more', secret('db')));
  });

  it('of triggers reach the actions of their rules, also through a sequence', async () => {
    await put('/actions/fired', SHOW);
    await put('/actions/chain', { exec: { kind: 'sequence', components: ['/_/fired'] } });
    await put('/triggers/event', { parameters: [param('password', secret('db'))] });
    await put('/rules/direct', { trigger: '/_/event', action: '/_/fired' });
    await put('/rules/chained', { trigger: '/_/event', action: '/_/chain' });
    expect((await api('POST', '/triggers/event', { x: 1 })).status).toBe(202);
    const records = await until(
      async () => (await api('GET', '/activations?name=fired&docs=true')).json,
      (found) => found.length === 2,
    );
    for (const { response } of records) expect(response.result.args).toMatchObject({ x: 1, password: PASSWORD });
    const [fire] = (await api('GET', '/activations?name=event&docs=true')).json;
    expect(JSON.stringify(fire)).not.toContain('password');
  });

  it('that a caller names are not looked up', async () => {
    await put('/actions/plain', { ...SHOW, parameters: [param('password', secret('db'))] });
    const payload = { password: secret('db'), other: secret('db') };
    expect((await call(api, 'plain', payload)).response.result.args).toEqual(payload);
  });

  it('that are missing fail the run and are named', async () => {
    await put('/actions/lost', { ...SHOW, parameters: [param('password', secret('gone'))] });
    const { response, activationId } = await call(api, 'lost');
    expect(response).toMatchObject({
      status: 'application error',
      result: { error: "Parameter 'password' refers to the secret 'guest/gone', which does not exist." },
    });
    expect((await api('GET', `/activations/${activationId}`)).status).toBe(200);
  });

  it('are masked in logs', async () => {
    const code =
      'function main(args) { console.log("one", args.password, "two"); console.error(JSON.stringify(args)) }';
    await put('/actions/talks', { ...node(code), parameters: [param('password', secret('db'))] });
    const { activationId } = await call(api, 'talks');
    const { logs } = (await api('GET', `/activations/${activationId}/logs`)).json;
    expect(logs).toEqual([
      expect.stringMatching(/stdout: one \*\*\* two$/),
      expect.stringMatching(/stderr: \{"password":"\*\*\*"\}$/),
    ]);
  });

  it('are new in the environment as soon as they are set', async () => {
    await api('PUT', '/secrets/rotated', { value: 'old-value' });
    await put('/actions/rotates', { ...SHOW, parameters: [param('TOKEN', secret('rotated'), { init: true })] });
    expect((await call(api, 'rotates')).response.result.env).toBe('old-value');
    await api('PUT', '/secrets/rotated', { value: 'new-value' });
    expect((await call(api, 'rotates')).response.result.env).toBe('new-value');
  });

  it('are set from a pipe, listed and deleted by wsk', async () => {
    const wsk = (args: readonly string[], input = '') => {
      const all = ['--apihost', platform.apihost, '--auth', platform.auth, ...args];
      const program = join(workspace, 'dist/wsk/main.cjs');
      // A home of its own: the developer's settings are no part of the test.
      const env = { PATH: process.env['PATH'], HOME: platform.dataFolder };
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...all], {
        input,
        env,
        encoding: 'utf8',
      });
      return { status, stdout, stderr };
    };
    expect(wsk(['secret', 'set', 'piped'], 'from-a-pipe\n')).toEqual({
      status: 0,
      stdout: 'ok: set secret piped\n',
      stderr: '',
    });
    await put('/actions/piped', { ...SHOW, parameters: [param('p', secret('piped'))] });
    expect((await call(api, 'piped')).response.result.args).toEqual({ p: 'from-a-pipe' });
    expect(wsk(['secret', 'list']).stdout).toMatch(/^secrets\n(?:\/guest\/.*\n)*\/guest\/piped +20\d\d-/);
    expect(wsk(['secret', 'delete', 'piped'])).toMatchObject({ status: 0, stdout: 'ok: deleted secret piped\n' });
    expect((await api('GET', '/secrets/piped')).status).toBe(404);
  });

  it('stand in the description of the API', async () => {
    const { json } = await api('GET', '//api/v1/api-docs');
    const { parameters: _parameters, ...operations } = json.paths['/namespaces/{namespace}/secrets/{secretName}'];
    expect(Object.keys(operations)).toEqual(['get', 'put', 'delete']);
  });
});

describe('init parameters and the API key', () => {
  let platform: RunningPlatform;
  let api: ApiClient;

  beforeAll(async () => {
    platform = await startPlatform();
    api = apiClient(platform);
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  const ENVIRONMENT: Readonly<Record<string, string>> = {
    'nodejs:default': 'function main(args) { return { args, env: { ...process.env } } }',
    'python:default': 'import os\ndef main(args):\n    return {"args": args, "env": dict(os.environ)}',
  };

  it.each(Object.keys(ENVIRONMENT))(
    'are environment of %s as texts {runtime-contract.1.init-request.5}',
    async (kind) => {
      const values = { S: 'text', N: 1.5, B: false, Z: null, O: { a: [1] }, L: [1, 'x'] };
      const parameters = [
        ...Object.entries(values).map(([key, value]) => param(key, value, { init: true })),
        param('argument', 1, { init: false }),
      ];
      const body = { exec: { kind, code: ENVIRONMENT[kind] }, parameters };
      const { json } = await api('PUT', '/actions/environment?overwrite=true', body);
      expect(json.parameters).toContainEqual({ key: 'S', value: 'text', init: true });
      expect(json.parameters).toContainEqual({ key: 'argument', value: 1 });
      const { args, env } = (await call(api, 'environment')).response.result;
      expect(args).toEqual({ argument: 1 });
      expect(env).toMatchObject({ S: 'text', N: '1.5', B: 'false', Z: '', O: '{"a":[1]}', L: '[1,"x"]' });
      expect(env).toMatchObject({ __OW_NAMESPACE: 'guest', __OW_ACTION_NAME: '/guest/environment' });
    },
  );

  it('of a payload are environment of a container of its own', async () => {
    await api('PUT', '/actions/own', { ...SHOW, parameters: [param('TOKEN', 'default', { init: true })] });
    expect((await call(api, 'own', { TOKEN: 'mine', x: 1 })).response.result).toEqual({ args: { x: 1 }, env: 'mine' });
    expect((await call(api, 'own', { x: 2 })).response.result).toEqual({ args: { x: 2 }, env: 'default' });
  });

  it.each([
    ['not unless asked for', undefined, false],
    ['if provide-api-key is true', [{ key: 'provide-api-key', value: true }], true],
    ['if provide-api-key is any text', [{ key: 'provide-api-key', value: 'no' }], true],
    ['not if provide-api-key is 0', [{ key: 'provide-api-key', value: 0 }], false],
  ])('is given %s', async (what, annotations, given) => {
    const code =
      'function main() { return { key: process.env.__OW_API_KEY ?? null, host: process.env.__OW_API_HOST } }';
    const name = encodeURIComponent(what.replaceAll(' ', '-'));
    await api('PUT', `/actions/${name}`, { ...node(code), ...(annotations && { annotations }) });
    const { result } = (await call(api, name)).response;
    expect(result).toEqual({ key: given ? platform.auth : null, host: platform.apihost });
  });
});

describe('encrypted parameters', () => {
  const [first, second] = [newKey(), newKey()];
  const SECRET = `plain-${randomBytes(8).toString('hex')}`;
  let dataFolder: string;
  let platform: RunningPlatform | undefined;

  beforeEach(() => (dataFolder = freshFolder()));
  afterEach(async () => {
    await platform?.stop();
    removeFolder(dataFolder);
  });

  async function start(env: Readonly<Record<string, string>>): Promise<ApiClient> {
    await platform?.stop();
    platform = await startPlatform({ dataFolder, env });
    return apiClient(platform);
  }

  const sealed = (key: string, more: object = {}) => ({
    ...{ key, value: expect.stringMatching(/^[A-Za-z0-9+/]{40,}=*$/), encryption: 'aes-256' },
    ...more,
  });

  it('are stored and shown encrypted, and run in the clear', async () => {
    const api = await start({ WHISKER_PARAMETER_KEY: first });
    const parameters = [param('password', SECRET), param('TOKEN', SECRET, { init: true }), param('list', [1, SECRET])];
    const shown = [sealed('password'), sealed('TOKEN', { init: true }), sealed('list')];
    expect((await api('PUT', '/actions/hello', { ...SHOW, parameters })).json.parameters).toEqual(shown);
    const { json: read } = await api('GET', '/actions/hello');
    expect(read.parameters).toEqual(shown);
    expect((await call(api, 'hello', { x: 1 })).response.result).toEqual({
      args: { password: SECRET, list: [1, SECRET], x: 1 },
      env: SECRET,
    });
    expect((await call(api, 'hello', { password: 'given' })).response.result.args.password).toBe('given');

    // What was read may be written back, to another action, too.
    await api('PUT', '/actions/copy', { ...SHOW, parameters: read.parameters });
    expect((await call(api, 'copy')).response.result.args.password).toBe(SECRET);

    expect((await api('PUT', '/packages/pkg', { parameters })).json.parameters).toEqual(shown);
    expect((await api('PUT', '/triggers/event', { parameters })).json.parameters).toEqual(shown);
    await api('PUT', '/actions/pkg/inside', SHOW);
    expect((await call(api, 'pkg/inside')).response.result.args).toMatchObject({ password: SECRET });
    await platform?.stop();
    expect(filesWith(dataFolder, SECRET).filter((file) => !/activations/.test(file))).toEqual([]);
  });

  it('reach the actions of rules in the clear', async () => {
    const api = await start({ WHISKER_PARAMETER_KEY: first });
    await api('PUT', '/actions/fired', SHOW);
    await api('PUT', '/triggers/event', { parameters: [param('password', SECRET)] });
    await api('PUT', '/rules/rule', { trigger: '/_/event', action: '/_/fired' });
    await api('POST', '/triggers/event', {});
    const [record] = await until(
      async () => (await api('GET', '/activations?name=fired&docs=true')).json,
      (found) => found.length === 1,
    );
    expect(record.response.result.args.password).toBe(SECRET);
    expect((await api('GET', '/triggers/event')).json.parameters).toEqual([sealed('password')]);
  });

  it('survive a change of the key, and are written with the new one', async () => {
    let api = await start({ WHISKER_PARAMETER_KEY: first });
    for (const name of ['kept', 'touched'])
      await api('PUT', `/actions/${name}`, { ...SHOW, parameters: [param('p', SECRET)] });
    const before = (await api('GET', '/actions/touched')).json.parameters[0].value;

    api = await start({ WHISKER_PARAMETER_KEY: second, WHISKER_PARAMETER_PREVIOUS_KEY: first });
    for (const name of ['kept', 'touched']) expect((await call(api, name)).response.result.args.p).toBe(SECRET);
    const { json } = await api('PUT', '/actions/touched?overwrite=true', { annotations: [] });
    expect(json.parameters).toEqual([sealed('p')]);
    expect(json.parameters[0].value).not.toBe(before);

    api = await start({ WHISKER_PARAMETER_KEY: second });
    expect((await call(api, 'touched')).response.result.args.p).toBe(SECRET);
    expect((await call(api, 'kept')).response).toMatchObject({
      status: 'whisk internal error',
      result: {
        error: expect.stringMatching(
          /^Parameter 'p' cannot be decrypted: it was encrypted with key [0-9a-f]{8}, which is neither WHISKER_PARAMETER_KEY nor WHISKER_PARAMETER_PREVIOUS_KEY\.$/,
        ),
      },
    });

    api = await start({});
    expect((await call(api, 'touched')).response.result.error).toBe(
      "Parameter 'p' is encrypted, and the platform has no key: WHISKER_PARAMETER_KEY is not set.",
    );
    expect((await call(api, 'touched', { p: 'given' })).response.result.args.p).toBe('given');
  }, 60_000);

  it('do not start with a key that is none', async () => {
    await expect(start({ WHISKER_PARAMETER_KEY: 'short-and-private' })).rejects.toThrow(
      /WHISKER_PARAMETER_KEY holds no key(?![^]*short-and-private)/,
    );
  });
});
