import { failed, FakeApi } from '../testing/fake-api';
import { HELP_HINT, Shell } from '../testing/shell';

const PACKAGE = '/namespaces/_/packages/demo';

let api: FakeApi;
let shell: Shell;

beforeAll(async () => {
  api = await FakeApi.start();
});
afterAll(() => api.close());
beforeEach(() => {
  api.reset();
  shell = new Shell(api.host);
});

describe('package create', () => {
  it('creates {cli-and-clients.4.12, cli-and-clients.5.1}', async () => {
    expect(await shell.wsk('package', 'create', 'demo')).toEqual({
      code: 0,
      stdout: 'ok: created package demo\n',
      stderr: '',
    });
    expect(api.requests).toMatchObject([{ method: 'PUT', path: PACKAGE, query: { overwrite: 'false' }, body: {} }]);
  });

  it('sends what was given {cli-and-clients.4.12}', async () => {
    await shell.wsk('package', 'create', 'demo', '-p', 'a', '1', '-a', 'b', 'c', '--shared', 'yes');
    expect(api.requests[0]?.body).toEqual({
      publish: true,
      parameters: [{ key: 'a', value: 1 }],
      annotations: [{ key: 'b', value: 'c' }],
    });
  });

  it('refuses another word for shared', async () => {
    expect(await shell.wsk('package', 'create', 'demo', '--shared', 'maybe')).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: Cannot use value 'maybe' for shared.\n${HELP_HINT}`,
    });
  });

  it('tells a failure', async () => {
    api.store('packages/demo');
    expect(await shell.wsk('package', 'create', 'demo')).toMatchObject({
      code: 153,
      stderr: "error: Unable to create package 'demo': resource already exists (code tid0)\n",
    });
  });
});

describe('package update', () => {
  it('replaces {cli-and-clients.4.12, cli-and-clients.5.1}', async () => {
    api.store('packages/demo', { publish: true });
    expect((await shell.wsk('package', 'update', 'demo', '--shared', 'NO')).stdout).toBe('ok: updated package demo\n');
    expect(api.requests).toMatchObject([{ query: { overwrite: 'true' }, body: { publish: false } }]);
  });

  it('tells a failure', async () => {
    api.script(`PUT ${PACKAGE}`, failed(400, 'No.'));
    expect(await shell.wsk('package', 'update', 'demo')).toMatchObject({
      code: 144,
      stderr: 'error: Package update failed: No. (code tid0)\n',
    });
  });
});

describe('package bind', () => {
  it('binds {cli-and-clients.4.13, cli-and-clients.5.1}', async () => {
    const outcome = await shell.wsk('package', 'bind', '/whisk.system/utils', 'mine', '-p', 'a', '1', '-o');
    expect(outcome).toEqual({ code: 0, stdout: 'ok: created binding mine\n', stderr: '' });
    expect(api.requests).toMatchObject([
      {
        method: 'PUT',
        path: '/namespaces/_/packages/mine',
        query: { overwrite: 'true' },
        body: { binding: { namespace: 'whisk.system', name: 'utils' }, parameters: [{ key: 'a', value: 1 }] },
      },
    ]);
  });

  it('tells a failure', async () => {
    api.script('PUT /namespaces/_/packages/mine', failed(400, 'Cannot bind to another package binding.'));
    expect(await shell.wsk('package', 'bind', 'demo', 'mine')).toMatchObject({
      code: 144,
      stderr: 'error: Binding creation failed: Cannot bind to another package binding. (code tid0)\n',
    });
    expect(api.requests).toMatchObject([
      { query: { overwrite: 'false' }, body: { binding: { namespace: '_', name: 'demo' } } },
    ]);
  });
});

describe('package get', () => {
  beforeEach(() => {
    api.store('packages/demo', {
      binding: {},
      actions: [{ name: 'greet', version: '0.0.1', annotations: [{ key: 'description', value: 'Greets' }] }],
      feeds: [],
    });
  });

  it('shows the document {cli-and-clients.4.14, cli-and-clients.5.1}', async () => {
    const { stdout } = await shell.wsk('package', 'get', 'demo');
    expect(stdout.startsWith('ok: got package demo\n{')).toBe(true);
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toEqual(api.stored('packages/demo'));
  });

  it('shows a field {cli-and-clients.4.14, cli-and-clients.5.2}', async () => {
    expect((await shell.wsk('package', 'get', 'demo', 'publish')).stdout).toBe(
      'ok: got package demo, displaying field publish\nfalse\n',
    );
  });

  it('sums up {cli-and-clients.4.14}', async () => {
    expect((await shell.wsk('package', 'get', 'demo', '-s')).stdout).toBe(
      [
        'package /guest/demo: Returns a result',
        '   (parameters: none defined)',
        ' action /guest/demo/greet: Greets',
        '   (parameters: none defined)',
        '',
      ].join('\n'),
    );
  });

  it('tells what is not there', async () => {
    expect(await shell.wsk('package', 'get', 'nothing')).toMatchObject({
      code: 148,
      stderr: "error: Unable to get package 'nothing': The requested resource does not exist. (code tid0)\n",
    });
  });
});

describe('package delete', () => {
  it('deletes {cli-and-clients.4.15, cli-and-clients.5.1}', async () => {
    api.store('packages/demo');
    expect((await shell.wsk('package', 'delete', 'demo')).stdout).toBe('ok: deleted package demo\n');
  });

  it('tells a failure', async () => {
    api.store('packages/demo');
    api.script(`DELETE ${PACKAGE}`, failed(409, 'Package not empty (contains 1 entity).'));
    expect(await shell.wsk('package', 'delete', 'demo')).toMatchObject({
      code: 153,
      stderr: "error: Unable to delete package 'demo': Package not empty (contains 1 entity). (code tid0)\n",
    });
  });
});

describe('package list', () => {
  it('tells who may use a package {cli-and-clients.4.15, cli-and-clients.5.20}', async () => {
    api.store('packages/b', { publish: true });
    api.store('packages/a');
    expect((await shell.wsk('package', 'list', '-n')).stdout).toBe(
      `packages\n${'/guest/a'.padEnd(70)} private\n${'/guest/b'.padEnd(70)} shared\n`,
    );
  });

  it('shows other namespaces', async () => {
    await shell.wsk('package', 'list', '/whisk.system', '-l', '3', '-s', '1');
    expect(api.requests).toMatchObject([
      { path: '/namespaces/whisk.system/packages', query: { limit: '3', skip: '1' } },
    ]);
  });

  it('refuses a package', async () => {
    expect(await shell.wsk('package', 'list', '/guest/demo')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        "error: An entity name, 'demo', was provided instead of a namespace. " +
        `Valid namespaces are of the following format: /NAMESPACE.\n${HELP_HINT}`,
    });
  });
});

describe('package refresh', () => {
  const endpoint = 'POST /namespaces/_/packages/refresh';

  it('shows what changed', async () => {
    api.script(endpoint, { status: 200, body: { added: ['a'] } });
    expect((await shell.wsk('package', 'refresh')).stdout).toBe(
      'ok: refreshed packages of namespace _\n{\n    "added": [\n        "a"\n    ]\n}\n',
    );
  });

  it.each([
    [404, 148],
    [501, 245],
  ])('says with status %d that there is no such feature {cli-and-clients.4.15}', async (status, code) => {
    api.script(endpoint, failed(status, 'No.'));
    expect(await shell.wsk('package', 'refresh')).toEqual({
      code,
      stdout: '',
      stderr: 'error: The package refresh feature is not implemented in the target deployment\n',
    });
  });

  it('tells a failure', async () => {
    api.script('POST /namespaces/other/packages/refresh', failed(403, 'No.'));
    expect(await shell.wsk('package', 'refresh', '/other')).toMatchObject({
      code: 147,
      stderr: "error: Package refresh for namespace 'other' failed: No. (code tid0)\n",
    });
  });
});
