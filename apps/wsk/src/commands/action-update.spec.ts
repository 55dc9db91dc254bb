import { failed, FakeApi } from '../testing/fake-api';
import { Shell } from '../testing/shell';

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
  shell.file('hello.js', 'code');
});

/** The body of the last PUT. */
function sent(): Record<string, unknown> {
  return api.requests.findLast(({ method }) => method === 'PUT')?.body as Record<string, unknown>;
}

describe('action update', () => {
  it('creates what is not there {cli-and-clients.4.2, cli-and-clients.5.1}', async () => {
    const outcome = await shell.wsk('action', 'update', 'hello', 'hello.js');
    expect(outcome).toEqual({ code: 0, stdout: 'ok: updated action hello\n', stderr: '' });
    expect(api.requests).toMatchObject([
      { method: 'GET', path: ACTION, query: { code: 'false' } },
      { method: 'PUT', path: ACTION, query: { overwrite: 'true' } },
    ]);
  });

  it('sends only what was given', async () => {
    api.store('actions/hello', { annotations: [{ key: 'x', value: 1 }] });
    await shell.wsk('action', 'update', 'hello', '-p', 'a', '1');
    expect(sent()).toEqual({ parameters: [{ key: 'a', value: 1 }] });
  });

  it('merges annotations and takes away those that were named {cli-and-clients.4.2}', async () => {
    api.store('actions/hello', {
      annotations: [
        { key: 'old', value: 1 },
        { key: 'gone', value: 2 },
        { key: 'both', value: 3 },
      ],
    });
    await shell.wsk(
      'action',
      'update',
      'hello',
      '-a',
      'both',
      '4',
      '--del-annotation',
      'gone',
      '--del-annotation',
      'other',
    );
    expect(sent()).toEqual({
      annotations: [
        { key: 'old', value: 1 },
        { key: 'both', value: 4 },
      ],
      delAnnotations: ['gone', 'other'],
    });
  });

  it('secures an action that is a web action already, and frees it again', async () => {
    api.store('actions/hello', { annotations: [{ key: 'web-export', value: true }] });
    await shell.wsk('action', 'update', 'hello', '--web-secure', 's3cret');
    expect(sent()['annotations']).toContainEqual({ key: 'require-whisk-auth', value: 's3cret' });
    await shell.wsk('action', 'update', 'hello', '--web-secure', 'false');
    expect(sent()).toEqual({ delAnnotations: ['require-whisk-auth'] });
  });

  it.each([
    ['GET', 401, 145],
    ['PUT', 413, 157],
  ])('tells of a failed %s', async (method, status, code) => {
    api.script(`${method} ${ACTION}`, failed(status, 'No.'));
    const outcome = await shell.wsk('action', 'update', 'hello', 'hello.js');
    expect(outcome).toEqual({ code, stdout: '', stderr: 'error: Unable to update action: No. (code tid0)\n' });
  });

  it.each([['--kind', 'nodejs:20'], ['--main', 'x'], ['--native'], ['--sequence'], ['--copy']])(
    'refuses %s without an artifact',
    async (...flag) => {
      const outcome = await shell.wsk('action', 'update', 'hello', ...flag);
      expect(outcome).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('Invalid argument(s). An action name and code artifact are required.'),
      });
    },
  );
});
