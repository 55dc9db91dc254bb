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

const sent = () => api.requests.map(({ method, path, body }) => ({ method, path, body }));

describe('secret set', () => {
  it.each([
    ['as it is', 'pass word', 'pass word'],
    ['without the end of its line', 'pass word\n', 'pass word'],
    ['without one end of line only', 'two\nlines\r\n\r\n', 'two\nlines\r\n'],
  ])('takes the value from standard input %s', async (_, input, value) => {
    shell.input = input;
    expect(await shell.wsk('secret', 'set', 'db')).toEqual({ code: 0, stdout: 'ok: set secret db\n', stderr: '' });
    expect(sent()).toEqual([{ method: 'PUT', path: '/namespaces/_/secrets/db', body: { value } }]);
  });

  it('takes the value from a file, as it is', async () => {
    shell.file('key.pem', '-----BEGIN-----\nx\n');
    expect((await shell.wsk('secret', 'set', '/guest/my key', '--file', 'key.pem')).code).toBe(0);
    expect(sent()).toEqual([
      { method: 'PUT', path: '/namespaces/guest/secrets/my%20key', body: { value: '-----BEGIN-----\nx\n' } },
    ]);
  });

  it.each([
    ['nothing', '', "The secret 'db' has no value: nothing was given."],
    ['a line end', '\n', "The secret 'db' has no value: nothing was given."],
    ['bytes that are no text', Buffer.from([0xff, 0xfe]), 'The value of a secret must be text in UTF-8.'],
  ])('refuses %s', async (_, input, text) => {
    shell.input = input;
    const { code, stderr } = await shell.wsk('secret', 'set', 'db');
    expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
    expect(api.requests).toEqual([]);
  });

  it('takes no value among its arguments', async () => {
    const { code, stderr } = await shell.wsk('secret', 'set', 'db', 'pass');
    expect(code).toBe(2);
    expect(stderr).toContain('The value is read from standard input or a file.');
    expect(stderr).toContain(HELP_HINT);
  });

  it('refuses a name with a package', async () => {
    shell.input = 'x';
    expect((await shell.wsk('secret', 'set', 'pkg/db')).stderr).toContain('A secret lies in no package');
  });

  it('tells a failure', async () => {
    shell.input = 'x';
    api.script('PUT /namespaces/_/secrets/db', failed(409, 'Too many.'));
    expect(await shell.wsk('secret', 'set', 'db')).toEqual({
      code: 153,
      stdout: '',
      stderr: "error: Unable to set secret 'db': Too many. (code tid0)\n",
    });
  });
});

describe('secret list', () => {
  it('shows names and dates', async () => {
    const updated = Date.UTC(2024, 0, 2, 3, 4, 5);
    const body = [{ namespace: 'guest', name: 'db', created: 1, updated }];
    api.script('GET /namespaces/_/secrets', { status: 200, body });
    const { stdout } = await shell.wsk('secret', 'list', '--limit', '5');
    expect(stdout).toMatch(/^secrets\n\/guest\/db {61} 2024-01-0\d \d\d:\d\d:05\n$/);
    expect(api.requests[0]?.query).toEqual({ limit: '5', skip: '0' });
  });
});

describe('secret delete', () => {
  it('deletes', async () => {
    api.store('secrets/db');
    expect((await shell.wsk('secret', 'delete', 'db')).stdout).toBe('ok: deleted secret db\n');
    expect(await shell.wsk('secret', 'delete', 'db')).toMatchObject({
      code: 148,
      stderr: "error: Unable to delete secret 'db': The requested resource does not exist. (code tid0)\n",
    });
  });
});
