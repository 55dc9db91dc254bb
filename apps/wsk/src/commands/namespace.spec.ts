import { failed, FakeApi } from '../testing/fake-api';
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
});

describe('namespace list', () => {
  it('lists {cli-and-clients.4.23, cli-and-clients.5.23}', async () => {
    api.script('GET /namespaces', { status: 200, body: ['guest'] });
    expect(await shell.wsk('namespace', 'list')).toEqual({ code: 0, stdout: 'namespaces\nguest\n', stderr: '' });
  });

  it('tells a failure', async () => {
    api.script('GET /namespaces', failed(401, 'No.'));
    expect(await shell.wsk('namespace', 'list')).toMatchObject({
      code: 145,
      stderr: 'error: Unable to obtain the list of available namespaces: No. (code tid0)\n',
    });
  });
});

describe.each([[['namespace', 'get']], [['list']]])('%p', (words) => {
  it('shows everything, one kind after another {cli-and-clients.4.23, cli-and-clients.5.19, cli-and-clients.5.20, cli-and-clients.5.21, cli-and-clients.5.22}', async () => {
    const rule = { namespace: 'guest', name: 'r', version: '0.0.1', status: 'active' };
    api.store('packages/p', { publish: true });
    api.store('actions/b', { annotations: [{ key: 'exec', value: 'nodejs:20' }] });
    api.store('actions/a', { annotations: [{ key: 'exec', value: 'sequence' }] });
    api.store('triggers/t');
    api.store('rules/r');
    api.script('GET /namespaces/guest/rules/r', { status: 200, body: rule });
    const name = (text: string): string => `/guest/${text}`.padEnd(70);
    expect((await shell.wsk(...words, '-n')).stdout).toBe(
      [
        'Entities in namespace: _',
        'packages',
        `${name('p')} shared`,
        'actions',
        `${name('a')} private sequence`,
        `${name('b')} private nodejs:20`,
        'triggers',
        `${name('t')} private`,
        'rules',
        `${name('r')} private              active`,
        '',
      ].join('\n'),
    );
    expect(api.requests[0]?.query).toEqual({ limit: '0', skip: '0' });
  });

  it('lets the own namespace pass, and no other argument {cli-and-clients.4.23}', async () => {
    expect((await shell.wsk(...words, '/_')).code).toBe(0);
    expect(await shell.wsk(...words, '/guest')).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: Invalid argument(s): /guest. No arguments are required.\n${HELP_HINT}`,
    });
  });

  it('tells a failure', async () => {
    api.script('GET /namespaces/_/triggers', failed(401, 'No.'));
    expect(await shell.wsk(...words)).toEqual({
      code: 145,
      stdout: '',
      stderr: "error: Unable to obtain the list of entities for namespace '_': No. (code tid0)\n",
    });
  });
});
