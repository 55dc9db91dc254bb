import { FakeApi, failed } from '../testing/fake-api';
import { HELP_HINT, Shell } from '../testing/shell';

let api: FakeApi;
let shell: Shell;

beforeAll(async () => {
  api = await FakeApi.start();
});
afterAll(() => api.close());
beforeEach(() => {
  api.reset();
  shell = new Shell(api.host);
  shell.file('greet.js', 'function main() {}');
});

/** Deploys a manifest. */
function deploy(manifest: string, ...flags: string[]) {
  shell.file('manifest.yaml', manifest);
  return shell.wsk('project', 'deploy', ...flags);
}

const put = (path: string) =>
  api.requests.find((request) => request.method === 'PUT' && request.path.endsWith(path))?.body;
const sent = () => api.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

describe('project deploy', () => {
  it('puts what may be needed before what needs it {cli-and-clients.4.31}', async () => {
    const { code } = await deploy(`
packages:
  p:
    rules: { r: { trigger: t, action: s } }
    triggers: { t: {} }
    sequences: { s: { actions: 'a, other/b, /ns/c' } }
    actions: { a: { function: greet.js } }
    dependencies: { d: { location: /whisk.system/utils, inputs: { x: 1 } } }`);
    expect(code).toBe(0);
    expect(sent()).toEqual([
      'PUT /namespaces/_/packages/d',
      'PUT /namespaces/_/packages/p',
      'PUT /namespaces/_/actions/p/a',
      'PUT /namespaces/_/actions/p/s',
      'PUT /namespaces/_/triggers/t',
      'PUT /namespaces/_/rules/r',
      'POST /namespaces/_/rules/r',
    ]);
    expect(
      api.requests.filter(({ method }) => method === 'PUT').every(({ query }) => query['overwrite'] === 'true'),
    ).toBe(true);
    expect(put('/packages/d')).toMatchObject({
      binding: { namespace: 'whisk.system', name: 'utils' },
      parameters: [{ key: 'x', value: 1 }],
    });
    expect(put('/actions/p/s')).toMatchObject({
      exec: { kind: 'sequence', components: ['/_/p/a', '/_/other/b', '/ns/c'] },
    });
    expect(put('/rules/r')).toMatchObject({ trigger: '/_/t', action: '/_/p/s' });
  });

  it('sends all that an action may have', async () => {
    await deploy(`
packages:
  default:
    actions:
      a:
        code: |
          def go(args): return {}
        runtime: python:3
        main: go
        web: raw
        conductor: true
        limits: { timeout: 1, memorySize: 2, logSize: 3, concurrentActivations: 4 }
        inputs: { i: 1 }
        annotations: { final: false, note: x }
      image: { docker: me/image }
      program: { function: greet.js, native: true }`);
    expect(put('/actions/a')).toEqual({
      exec: { kind: 'python:3', code: 'def go(args): return {}\n', main: 'go' },
      limits: { timeout: 1, memory: 2, logs: 3, concurrency: 4 },
      parameters: [{ key: 'i', value: 1 }],
      annotations: [
        { key: 'provide-api-key', value: false },
        { key: 'final', value: true },
        { key: 'note', value: 'x' },
        { key: 'conductor', value: true },
        { key: 'web-export', value: true },
        { key: 'raw-http', value: true },
      ],
    });
    expect(put('/actions/image')).toMatchObject({ exec: { kind: 'blackbox', image: 'me/image' } });
    expect(put('/actions/program')).toMatchObject({
      exec: { kind: 'blackbox', image: 'openwhisk/dockerskeleton', code: 'function main() {}' },
    });
  });

  it('takes away the annotations that an older deployment left', async () => {
    const keys = ['web-export', 'exec', 'provide-api-key'];
    api.store('actions/a', { annotations: keys.map((key) => ({ key, value: true })) });
    await deploy('packages: { default: { actions: { a: { function: greet.js } } } }');
    expect(put('/actions/a')).toMatchObject({ delAnnotations: ['web-export'] });
  });

  it('goes where files, environment and flags say, flags first', async () => {
    shell.file('deployment.yaml', 'project: { namespace: other, credential: "from:deployment" }');
    const manifest = `project: { namespace: ns, credential: "from:manifest", packages: { p: {} } }`;
    await deploy(manifest);
    await deploy(manifest, '-n', '/mine', '--auth', 'from:flag');
    expect(api.requests.map(({ path }) => path)).toEqual([
      '/namespaces/other/packages/p',
      '/namespaces/mine/packages/p',
    ]);
    const keys = api.requests.map(({ headers }) =>
      Buffer.from(headers.authorization?.slice(6) ?? '', 'base64').toString(),
    );
    expect(keys).toEqual(['from:deployment', 'from:flag']);
  });

  it('uses the properties file of --config', async () => {
    shell = new Shell();
    shell.file('props', `APIHOST=${api.host}\nAUTH=of:props\n`);
    expect((await deploy('packages: { p: {} }', '--config', 'props')).code).toBe(0);
    expect((await deploy('packages: { p: {} }', '--config', 'none')).stderr).toContain(
      "File 'none' is not a valid file",
    );
  });

  it('begins feeds afresh, and gives them all inputs of the trigger', async () => {
    const feed = 'POST /namespaces/whisk.system/actions/alarms/alarm';
    api.script(feed, { status: 200, body: { activationId: 'x', response: { success: true, result: {} } } });
    api.store('triggers/t', { annotations: [{ key: 'feed', value: '/whisk.system/alarms/alarm' }] });
    const trigger = '{ feed: /whisk.system/alarms/alarm, inputs: { cron: "* * * * *" }, annotations: { a: b } }';
    expect((await deploy(`packages: { default: { triggers: { t: ${trigger} } } }`)).code).toBe(0);
    expect(sent()).toEqual([feed, 'PUT /namespaces/_/triggers/t', feed]);
    const events = api.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(events).toMatchObject([{ lifecycleEvent: 'DELETE' }, { lifecycleEvent: 'CREATE', cron: '* * * * *' }]);
    expect(put('/triggers/t')).toEqual({
      parameters: [],
      annotations: [
        { key: 'a', value: 'b' },
        { key: 'feed', value: '/whisk.system/alarms/alarm' },
      ],
    });
  });

  it('adds the operations of APIs {cli-and-clients.1.6, cli-and-clients.1.7}', async () => {
    const endpoint = 'POST /web/whisk.system/apimgmt/createApi.http';
    api.script(endpoint, { status: 200, body: { gwApiUrl: 'http://gateway/api/u/club' } });
    shell.properties = 'APIGW_ACCESS_TOKEN=token\nAPIGW_TENANT_ID=tenant\n';
    const { stdout } = await deploy(`
packages:
  p:
    actions: { a: { function: greet.js, web: yes, annotations: { require-whisk-auth: s3cret } } }
    apis: { Books: { club: { "books/{id}": { a: { method: get, response: json } } } } }`);
    expect(stdout).toContain('ok: deployed api GET /club/books/{id} at http://gateway/api/u/club/books/{id}\n');
    const request = api.requests.find(({ path }) => path.endsWith('createApi.http'));
    expect(request?.query).toEqual({ accesstoken: 'token', spaceguid: 'tenant', responsetype: 'json' });
    expect(request?.body).toEqual({
      apidoc: {
        namespace: '_',
        apiName: 'Books',
        gatewayBasePath: '/club',
        gatewayPath: '/books/{id}',
        gatewayMethod: 'GET',
        id: 'API:_:/club',
        action: {
          name: 'p/a',
          namespace: '_',
          backendMethod: 'GET',
          backendUrl: `${api.host}/api/v1/web/_/p/a.http`,
          authkey: 'uuid:key',
          secureKey: 's3cret',
        },
        pathParameters: [
          { name: 'id', in: 'path', required: true, type: 'string', description: "Default description for 'id'" },
        ],
      },
    });
  });

  it('tells which part failed, and stops there', async () => {
    api.script('PUT /namespaces/_/actions/a', failed(413, 'Too large.'));
    expect(
      await deploy('packages: { p: {}, default: { actions: { a: { function: greet.js } }, triggers: { t: } } }'),
    ).toEqual({
      code: 157,
      stdout: 'ok: deployed package p\n',
      stderr: "error: Unable to deploy action 'a': Too large. (code tid0)\n",
    });
    expect(sent()).not.toContain('PUT /namespaces/_/triggers/t');
  });

  it('shows progress at a terminal', async () => {
    shell.isTerminal = true;
    const { stderr } = await deploy('packages: { p: {} }');
    expect(stderr).toContain('[1/1] deploying package p (');
  });

  it('finds the files of another folder', async () => {
    shell.file('there/manifest.yml', 'packages: { default: { actions: { a: { function: ../greet.js } } } }');
    expect((await shell.wsk('project', 'deploy', '--project', 'there')).code).toBe(0);
    expect(put('/actions/a')).toMatchObject({ exec: { code: 'function main() {}' } });
  });

  it('remarks on what is odd, or with --strict refuses it', async () => {
    const manifest =
      'packages: { default: { actoins: {}, actions: { a: { function: greet.js, runtime: "python:3" } } } }';
    const { code, stderr } = await deploy(manifest, '--param', 'nobody', '1');
    expect([code, stderr.split('\n')]).toEqual([
      0,
      [
        'warning: packages.default.actoins: is unknown and has no effect',
        "warning: packages.default.actions.a: the runtime 'python:3' does not run 'greet.js'; 'nodejs:default' is taken",
        'warning: --param nobody: no input of this name is declared',
        '',
      ],
    ]);
    expect(await deploy(manifest, '--strict')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: packages.default.actoins: is unknown and has no effect (--strict)\n',
    });
  });

  it.each([
    ['', "File '/project/manifest.yaml' is not a valid file or it does not exist"],
    ['a: [', '/project/manifest.yaml: '],
    ['- x', 'the manifest: must be a mapping'],
    ['x: 1', "the manifest: has neither 'project' nor 'packages'"],
    ['packages: { p: { actions: [a] } }', 'packages.p.actions: must be a mapping'],
    ['packages: { p: { public: maybe } }', 'packages.p.public: must be true or false'],
    ['packages: { p: { version: one } }', "packages.p.version: 'one' is no version such as 1.2.3"],
    ['packages: { "a/b": {} }', "packages.a/b: 'a/b' must be a name without a slash"],
    ['packages: { p: { actions: { a: {} } } }', "packages.p.actions.a: needs 'function', 'code' or 'docker'"],
    ['packages: { p: { actions: { a: { code: x } } } }', "packages.p.actions.a: needs 'runtime'"],
    [
      'packages: { p: { actions: { a: { code: x, function: y } } } }',
      "packages.p.actions.a: has both 'function' and 'code'",
    ],
    [
      'packages: { p: { actions: { a: { function: greet.js, exclude: [x] } } } }',
      "has 'include' or 'exclude', which are for",
    ],
    ['packages: { p: { actions: { a: { function: "https://x/y.js" } } } }', 'is remote; name a file or a folder'],
    [
      'packages: { p: { actions: { a: { function: greet.js, web: maybe } } } }',
      "packages.p.actions.a.web: 'maybe' is none of",
    ],
    [
      'packages: { p: { actions: { a: { function: greet.js, limits: { timeout: 1s } } } } }',
      'timeout: must be a whole number',
    ],
    ['packages: { p: { sequences: { s: {} } } }', 'packages.p.sequences.s.actions: is required'],
    ['packages: { p: { rules: { r: { trigger: t } } } }', 'packages.p.rules.r.action: is required'],
    [
      'packages: { p: { dependencies: { d: { location: github.com/a/b } } } }',
      "location: 'github.com/a/b' is no package of a namespace",
    ],
    [
      'packages: { p: { actions: { a: { function: greet.js } }, apis: { x: { b: { c: { a: get } } } } } }',
      "'a' is no web action",
    ],
  ])('refuses %s', async (manifest, message) => {
    const { code, stdout, stderr } = await deploy(manifest);
    expect([code > 0, stdout, stderr]).toEqual([true, '', expect.stringContaining(message)]);
    expect(api.requests).toEqual([]);
  });

  it('misses a manifest', async () => {
    expect(await shell.wsk('project', 'deploy', '--project', 'x')).toEqual({
      code: 1,
      stdout: '',
      stderr: "error: There is no manifest.yaml or manifest.yml in 'x'; name it with --manifest\n",
    });
  });
});

describe('project undeploy', () => {
  it('deletes from the end, needs no code, and lets what is gone be gone {cli-and-clients.1.6}', async () => {
    for (const path of ['packages/p', 'actions/p/a', 'triggers/t']) api.store(path);
    shell.file(
      'manifest.yaml',
      `packages:
  p:
    actions: { a: { function: lost.js, web: true } }
    triggers: { t: {} }
    rules: { r: { trigger: t, action: a } }
    apis: { x: { /b: { /c: { a: POST } } } }`,
    );
    api.script('DELETE /web/whisk.system/apimgmt/deleteApi.http', {
      status: 502,
      body: { error: "API 'b' does not exist." },
    });
    expect(await shell.wsk('project', 'undeploy')).toEqual({
      code: 0,
      stdout:
        'ok: api POST /b/c was not there\nok: rule r was not there\nok: undeployed trigger t\n' +
        'ok: undeployed action p/a\nok: undeployed package p\nok: undeployed the project, 5 parts\n',
      stderr: '',
    });
    expect(api.requests[0]?.query).toEqual({
      basepath: '/b',
      relpath: '/c',
      operation: 'post',
      accesstoken: 'DUMMY TOKEN',
      spaceguid: 'uuid',
    });
  });

  it('tells what could not be deleted', async () => {
    api.store('packages/p');
    api.script('DELETE /namespaces/_/packages/p', failed(409, 'Package not empty.'));
    shell.file('manifest.yaml', 'packages: { p: {} }');
    expect(await shell.wsk('project', 'undeploy')).toMatchObject({
      code: 153,
      stderr: "error: Unable to undeploy package 'p': Package not empty. (code tid0)\n",
    });
  });

  it('shows what it would delete', async () => {
    shell.file('manifest.yaml', 'project: { name: x, packages: { p: { triggers: { t: } } } }');
    expect((await shell.wsk('project', 'undeploy', '--preview')).stdout).toBe(
      'Undeployment plan of project x:\n  delete trigger t\n  delete package p\n',
    );
    expect(api.requests).toEqual([]);
  });
});

describe('managed projects', () => {
  const mark = (project: string) => ({
    annotations: [{ key: 'whisk-managed', value: { __OW_PROJECT_NAME: project } }],
  });

  it.each([[['sync']], [['export']]])('%s needs a name', async (words) => {
    shell.file('manifest.yaml', 'packages: {}');
    const { code, stderr } = await shell.wsk('project', ...words);
    expect([code, stderr.endsWith(HELP_HINT)]).toEqual([2, true]);
    expect(stderr).toContain('--projectname');
  });

  it('deletes of many what is marked with the name', async () => {
    for (let at = 0; at < 250; at += 1) api.store(`actions/a${at}`, mark('other'));
    api.store('actions/mine', mark('mine'));
    api.store('actions/p/mine', mark('mine'));
    expect((await shell.wsk('project', 'undeploy', '--projectname', 'mine')).stdout).toBe(
      'ok: undeployed action p/mine\nok: undeployed action mine\nok: undeployed project mine\n',
    );
  });

  it('knows no project that nothing is marked with', async () => {
    expect(await shell.wsk('project', 'undeploy', '--projectname', 'mine')).toEqual({
      code: 1,
      stdout: '',
      stderr: "error: Nothing in namespace '_' belongs to a project 'mine'.\n",
    });
  });

  it('exports so that the file reads back as what was stored', async () => {
    const parameters = [
      { key: 'text', value: 'a $b' },
      { key: 'type', value: 'string' },
      { key: 'typed', value: { value: 1 } },
      { key: 'nothing', value: null },
    ];
    const exec = { kind: 'nodejs:20', code: 'UEs=', binary: true, main: 'go' };
    api.store('packages/p', { ...mark('mine'), publish: true, parameters });
    api.store('actions/p/a', { ...mark('mine'), exec, parameters, limits: { timeout: 9, memory: 128 } });
    expect((await shell.wsk('project', 'export', '--projectname', 'mine')).code).toBe(0);
    expect(shell.files.contents.get('/project/actions/p/a.zip')?.toString()).toBe('PK');
    api.requests.length = 0;
    expect(await shell.wsk('project', 'deploy')).toMatchObject({ code: 0, stderr: '' });
    expect(put('/packages/p')).toMatchObject({ publish: true, parameters });
    expect(put('/actions/p/a')).toMatchObject({
      exec: { kind: 'nodejs:20', code: 'UEs=', main: 'go' },
      parameters,
      limits: { timeout: 9, memory: 128 },
    });
    expect(await shell.wsk('project', 'export', '--projectname', 'mine')).toMatchObject({
      code: 2,
      stderr: `error: The file '/project/manifest.yaml' already exists\n${HELP_HINT}`,
    });
  });

  it('exports a trigger without the inputs that its feed does not tell', async () => {
    const annotations = [...mark('mine').annotations, { key: 'feed', value: '/_/feeder' }];
    api.store('triggers/t', { annotations });
    const { code, stderr } = await shell.wsk('project', 'export', '--projectname', 'mine');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^warning: the inputs of trigger 't' are missing: .*'feeder'/),
    ]);
    expect(shell.files.contents.get('/project/manifest.yaml')?.toString()).toContain('feed: /_/feeder');
  });
});
