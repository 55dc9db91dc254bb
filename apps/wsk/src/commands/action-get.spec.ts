import { FakeApi } from '../testing/fake-api';
import { Shell } from '../testing/shell';

let api: FakeApi;
let shell: Shell;

beforeAll(async () => {
  api = await FakeApi.start();
});
afterAll(() => api.close());
beforeEach(() => {
  api.reset();
  shell = new Shell(api.host);
  api.store('actions/hello', {
    exec: { kind: 'nodejs:20', code: 'code', binary: false },
    annotations: [{ key: 'description', value: 'Greets' }],
    parameters: [{ key: 'name', value: 'you' }],
  });
});

it('shows the document, indented by four {cli-and-clients.4.4, cli-and-clients.5.1}', async () => {
  const { code, stdout } = await shell.wsk('action', 'get', 'hello');
  const [header, ...rest] = stdout.split('\n');
  expect([code, header]).toEqual([0, 'ok: got action hello']);
  expect(rest.slice(0, 3)).toEqual(['{', '    "namespace": "guest",', '    "name": "hello",']);
  expect(JSON.parse(rest.join('\n'))).toEqual(api.stored('actions/hello'));
  expect(api.requests).toMatchObject([{ query: { code: 'false' } }]);
});

it.each([
  ['name', '"hello"'],
  ['version', '"0.0.1"'],
  ['publish', 'false'],
  ['Limits', 'null'],
])('shows the field %s {cli-and-clients.4.4, cli-and-clients.5.2}', async (field, value) => {
  expect((await shell.wsk('action', 'get', '/_/hello', field)).stdout).toBe(
    `ok: got action hello, displaying field ${field}\n${value}\n`,
  );
});

it('refuses a field that actions do not have, before asking', async () => {
  const { code, stderr } = await shell.wsk('action', 'get', 'hello', 'colour');
  expect([code, stderr]).toEqual([2, expect.stringContaining("error: Invalid field filter 'colour'.\n")]);
  expect(api.requests).toEqual([]);
});

it('sums up {cli-and-clients.4.4}', async () => {
  expect((await shell.wsk('action', 'get', 'hello', '--summary')).stdout).toBe(
    'action /guest/hello: Greets\n   (parameters: *name)\n',
  );
});

it('tells what is not there', async () => {
  expect(await shell.wsk('action', 'get', 'nobody')).toEqual({
    code: 148,
    stdout: '',
    stderr: "error: Unable to get action 'nobody': The requested resource does not exist. (code tid0)\n",
  });
});

it('refuses a namespace alone', async () => {
  expect((await shell.wsk('action', 'get', '/guest')).stderr).toContain("'/guest' is not a valid qualified name");
});

describe('--url', () => {
  const exported = { annotations: [{ key: 'web-export', value: true }] };

  it.each([
    ['hello', {}, 'namespaces/guest/actions/hello'],
    ['pkg/in side', {}, 'namespaces/guest/actions/pkg/in%20side'],
    ['hello', exported, 'web/guest/default/hello'],
    ['pkg/hello', exported, 'web/guest/pkg/hello'],
  ])('of %s with %p {cli-and-clients.4.4}', async (name, document, path) => {
    api.store(`actions/${name}`, document);
    if (name.includes(' '))
      api.script('GET /namespaces/_/actions/pkg/in%20side', { status: 200, body: api.stored(`actions/${name}`) });
    expect((await shell.wsk('action', 'get', name, '--url')).stdout).toBe(
      `ok: got action ${name}\n${api.host}/api/v1/${path}\n`,
    );
  });
});

describe('--save', () => {
  it('writes the code beside, named after the action {cli-and-clients.4.4, cli-and-clients.5.12}', async () => {
    api.store('actions/pkg/hello', { exec: { kind: 'python:3.11', code: 'print()', binary: false } });
    const outcome = await shell.wsk('action', 'get', 'pkg/hello', '--save');
    expect(outcome).toEqual({ code: 0, stdout: 'ok: saved action code to /project/hello.py\n', stderr: '' });
    expect(shell.files.contents.get('/project/hello.py')?.toString()).toBe('print()');
    expect(api.requests).toMatchObject([{ query: { code: 'true' } }]);
  });

  it('writes an archive as bytes', async () => {
    api.store('actions/hello', { exec: { kind: 'nodejs:20', code: 'UEs=', binary: true } });
    await shell.wsk('action', 'get', 'hello', '--save');
    expect(shell.files.contents.get('/project/hello.zip')).toEqual(Buffer.from('PK'));
  });

  it('writes where it is told {cli-and-clients.4.4, cli-and-clients.5.12}', async () => {
    expect((await shell.wsk('action', 'get', 'hello', '--save-as', 'out/x.js')).stdout).toBe(
      'ok: saved action code to /project/out/x.js\n',
    );
  });

  it('does not replace a file', async () => {
    shell.file('hello.js', 'mine');
    const outcome = await shell.wsk('action', 'get', 'hello', '--save');
    expect(outcome).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("error: The file 'hello.js' already exists\n"),
    });
    expect(shell.files.contents.get('/project/hello.js')?.toString()).toBe('mine');
  });

  it.each([
    ['sequence', 'Cannot save action sequences'],
    ['blackbox', 'Cannot save Docker images'],
  ])('does not save a %s', async (kind, message) => {
    api.store('actions/hello', { exec: { kind } });
    expect(await shell.wsk('action', 'get', 'hello', '--save')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`error: ${message}\n`),
    });
  });
});
