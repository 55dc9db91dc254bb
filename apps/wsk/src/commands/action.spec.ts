import { failed, FakeApi } from '../testing/fake-api';
import { HELP_HINT, Shell } from '../testing/shell';

const CODE = 'function main() { return {}; }';
const ACTION = '/namespaces/_/actions/hello';

let api: FakeApi;
let shell: Shell;

beforeAll(async () => {
  api = await FakeApi.start();
});
afterAll(() => api.close());
beforeEach(() => {
  api.reset();
  shell = new Shell(api.host);
  shell.file('hello.js', CODE);
});

/** The body of the last PUT. */
function sent(): Record<string, unknown> {
  return api.requests.findLast(({ method }) => method === 'PUT')?.body as Record<string, unknown>;
}

describe('action create', () => {
  it('sends the code and says so {cli-and-clients.4.1, cli-and-clients.5.1, cli-and-clients.2.1}', async () => {
    expect(await shell.wsk('action', 'create', 'hello', 'hello.js')).toEqual({
      code: 0,
      stdout: 'ok: created action hello\n',
      stderr: '',
    });
    expect(api.requests).toMatchObject([{ method: 'PUT', path: ACTION, query: { overwrite: 'false' } }]);
    expect(sent()).toEqual({ exec: { kind: 'nodejs:default', code: CODE } });
  });

  it('creates in packages and in other namespaces', async () => {
    expect((await shell.wsk('action', 'create', 'pkg/hello', 'hello.js')).stdout).toBe(
      'ok: created action pkg/hello\n',
    );
    expect((await shell.wsk('action', 'create', '/guest/pkg/a b', 'hello.js')).stdout).toBe(
      'ok: created action pkg/a b\n',
    );
    expect(api.requests.map(({ path }) => path)).toEqual([
      '/namespaces/_/actions/pkg/hello',
      '/namespaces/guest/actions/pkg/a%20b',
    ]);
  });

  it('sends parameters, annotations and the limits that were given {cli-and-clients.4.1}', async () => {
    shell.file('more.json', '{"b": {"c": 1}, "a": "file"}');
    const words = [
      '-p',
      'a',
      '1',
      '-P',
      'more.json',
      '-a',
      'x',
      'true',
      '-t',
      '1000',
      '-m',
      '128',
      '-l',
      '0',
      '-c',
      '5',
    ];
    await shell.wsk('action', 'create', 'hello', 'hello.js', ...words);
    expect(sent()).toMatchObject({
      parameters: [
        { key: 'a', value: 'file' },
        { key: 'b', value: { c: 1 } },
      ],
      annotations: [{ key: 'x', value: true }],
      limits: { timeout: 1000, memory: 128, logs: 0, concurrency: 5 },
    });
  });

  it('sends no limit that was not given', async () => {
    await shell.wsk('action', 'create', 'hello', 'hello.js', '--memory', '128');
    expect(sent()['limits']).toEqual({ memory: 128 });
  });

  it('takes the kind and the main function from flags', async () => {
    shell.file('hello.zip', Buffer.from('PK'));
    await shell.wsk('action', 'create', 'hello', 'hello.zip', '--kind', 'python:3.11', '--main', 'run');
    expect(sent()['exec']).toEqual({ kind: 'python:3.11', code: 'UEs=', main: 'run' });
  });

  it.each([
    [['hello', '--docker', 'me/image'], { kind: 'blackbox', image: 'me/image' }],
    [
      ['hello', 'hello.js', '--docker', 'me/image', '--main', 'm'],
      { kind: 'blackbox', image: 'me/image', code: CODE, main: 'm' },
    ],
    [['hello', 'program', '--native'], { kind: 'blackbox', image: 'openwhisk/dockerskeleton', code: 'f0VMRv8=' }],
    [['hello', 'a,pkg/b, /ns/c', '--sequence'], { kind: 'sequence', components: ['/_/a', '/_/pkg/b', '/ns/c'] }],
    [['hello', 'Main.java', '--main', 'Main'], { kind: 'java:default', code: 'class Main {}', main: 'Main' }],
  ])('makes of %p the exec %p {cli-and-clients.4.1}', async (words, exec) => {
    shell.file('program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff]));
    shell.file('Main.java', 'class Main {}');
    expect((await shell.wsk('action', 'create', ...words)).code).toBe(0);
    expect(sent()['exec']).toEqual(exec);
  });

  it('copies another action and lets flags win {cli-and-clients.4.1}', async () => {
    api.store('actions/pkg/source', {
      exec: { kind: 'nodejs:20', code: CODE, binary: false },
      parameters: [
        { key: 'a', value: 1 },
        { key: 'b', value: 2 },
      ],
      annotations: [{ key: 'x', value: 'y' }],
      limits: { timeout: 60000, memory: 256, logs: 10, concurrency: 1 },
    });
    await shell.wsk('action', 'create', 'hello', 'pkg/source', '--copy', '-p', 'b', '3', '-m', '512');
    expect(api.requests[0]).toMatchObject({
      method: 'GET',
      path: '/namespaces/_/actions/pkg/source',
      query: { code: 'true' },
    });
    expect(sent()).toEqual({
      exec: { kind: 'nodejs:20', code: CODE, binary: false },
      parameters: [
        { key: 'a', value: 1 },
        { key: 'b', value: 3 },
      ],
      annotations: [{ key: 'x', value: 'y' }],
      limits: { timeout: 60000, memory: 512, logs: 10, concurrency: 1 },
    });
  });

  it('names the action when the API refuses it', async () => {
    api.store('actions/hello');
    expect(await shell.wsk('action', 'create', 'hello', 'hello.js')).toEqual({
      code: 153,
      stdout: '',
      stderr: "error: Unable to create action 'hello': resource already exists (code tid0)\n",
    });
  });

  it.each([
    [['missing.js'], "File 'missing.js' is not a valid file or it does not exist"],
    [['empty.js'], "File 'empty.js' is not a valid file or it does not exist"],
    [['hello.exe'], "'.exe' is not a supported action runtime"],
    [['hello.zip'], 'creating an action from a .zip artifact requires specifying the action kind explicitly'],
    [['hello.jar'], 'Java actions require --main to specify the fully-qualified name of the main class'],
    [
      ['hello.js', '--kind', 'java:8'],
      'Java actions require --main to specify the fully-qualified name of the main class',
    ],
    [
      ['hello.js', '--kind', 'nodejs:20', '--docker', 'me/image'],
      'Cannot specify both --kind and --docker at the same time.',
    ],
    [['a,b', '--sequence', '--copy'], 'Cannot specify both --sequence and --copy at the same time.'],
    [['hello.js', '-m', 'much'], "Invalid argument 'much' for '-m, --memory <MB>': a whole number is required."],
    [
      ['hello.js', '--web', 'maybe'],
      "Invalid argument 'maybe' for --web flag. Valid input consist of 'yes', 'true', 'raw', 'false', or 'no'.",
    ],
    [['hello.js', '--web-secure', 'x'], 'The --web-secure option is only valid when the --web option is enabled.'],
    [
      ['hello.js', '--web', 'no', '--web-secure', 'x'],
      'The --web-secure option is only valid when the --web option is enabled.',
    ],
    [['hello.js', '--del-annotation', 'x'], "unknown option '--del-annotation'"],
  ])('refuses %p', async (words, message) => {
    for (const name of ['hello.exe', 'hello.zip', 'hello.jar']) shell.file(name, 'x');
    shell.file('empty.js', '');
    const outcome = await shell.wsk('action', 'create', 'hello', ...words);
    expect(outcome).toEqual({ code: 2, stdout: '', stderr: `error: ${message}\n${HELP_HINT}` });
    expect(api.requests).toEqual([]);
  });

  it('refuses a component that is no name {cli-and-clients.2.6}', async () => {
    const outcome = await shell.wsk('action', 'create', 'hello', 'a,,b', '--sequence');
    expect(outcome).toMatchObject({
      code: 149,
      stderr: "error: '' is not a valid qualified name: A valid qualified name must be specified.\n",
    });
  });
});

describe('web annotations', () => {
  it.each([
    ['yes', [true, false, true]],
    ['True', [true, false, true]],
    ['raw', [true, true, true]],
    ['no', [false, false, false]],
    ['false', [false, false, false]],
  ])('of --web %s {cli-and-clients.4.1}', async (web, values) => {
    await shell.wsk('action', 'create', 'hello', 'hello.js', '--web', web);
    expect(sent()['annotations']).toEqual(
      ['web-export', 'raw-http', 'final'].map((key, at) => ({ key, value: values[at] })),
    );
  });

  it.each([
    ['true', 42],
    ['secret', 'secret'],
  ])('of --web-secure %s {cli-and-clients.4.1}', async (secret, value) => {
    await shell.wsk('action', 'create', 'hello', 'hello.js', '--web', 'true', '--web-secure', secret);
    expect(sent()['annotations']).toContainEqual({ key: 'require-whisk-auth', value });
  });

  it('win over annotations given by hand', async () => {
    await shell.wsk('action', 'create', 'hello', 'hello.js', '--web', 'yes', '-a', 'final', 'false');
    expect(sent()['annotations']).toContainEqual({ key: 'final', value: true });
  });
});

describe('action delete', () => {
  it('deletes {cli-and-clients.4.5, cli-and-clients.5.1}', async () => {
    api.store('actions/hello');
    expect(await shell.wsk('action', 'delete', '/_/hello')).toEqual({
      code: 0,
      stdout: 'ok: deleted action hello\n',
      stderr: '',
    });
    expect(api.stored('actions/hello')).toBeUndefined();
  });

  it('tells what is not there', async () => {
    expect(await shell.wsk('action', 'delete', 'hello')).toEqual({
      code: 148,
      stdout: '',
      stderr: "error: Unable to delete action 'hello': The requested resource does not exist. (code tid0)\n",
    });
  });
});

describe('action list', () => {
  const kind = { annotations: [{ key: 'exec', value: 'nodejs:20' }] };

  beforeEach(() => {
    api.store('actions/a', kind);
    api.store('actions/apkg/x', kind);
    api.store('actions/B', kind);
  });

  function rows(...names: string[]): string {
    return ['actions', ...names.map((name) => `${name.padEnd(70)} private nodejs:20`), ''].join('\n');
  }

  it('shows what the API lists {cli-and-clients.4.6, cli-and-clients.5.19}', async () => {
    expect((await shell.wsk('action', 'list')).stdout).toBe(rows('/guest/B', '/guest/apkg/x', '/guest/a'));
    expect(api.requests[0]).toMatchObject({ path: '/namespaces/_/actions', query: { limit: '30', skip: '0' } });
  });

  it('sorts by name, packages last {cli-and-clients.4.6}', async () => {
    expect((await shell.wsk('action', 'list', '-n')).stdout).toBe(rows('/guest/a', '/guest/B', '/guest/apkg/x'));
  });

  it('limits and skips', async () => {
    expect((await shell.wsk('action', 'list', '-l', '1', '-s', '1')).stdout).toBe(rows('/guest/apkg/x'));
  });

  it.each([
    ['/guest', '/namespaces/guest/actions'],
    ['apkg', '/namespaces/_/actions/apkg/'],
    ['/guest/apkg', '/namespaces/guest/actions/apkg/'],
  ])('of %s asks for %s {cli-and-clients.4.6}', async (place, path) => {
    await shell.wsk('action', 'list', place);
    expect(api.requests[0]?.path).toBe(path);
  });

  it('refuses an action instead of a place', async () => {
    expect((await shell.wsk('action', 'list', 'pkg/foo')).stderr).toContain(
      "An entity name, 'pkg/foo', was provided instead of a namespace.",
    );
  });

  it('tells a failure', async () => {
    api.script('GET /namespaces/other/actions', failed(403, 'No.'));
    expect(await shell.wsk('action', 'list', '/other')).toMatchObject({
      code: 147,
      stderr: "error: Unable to obtain the list of actions for namespace 'other': No. (code tid0)\n",
    });
  });
});
