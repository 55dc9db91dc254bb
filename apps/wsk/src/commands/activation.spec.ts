import { failed, FakeApi } from '../testing/fake-api';
import { HELP_HINT, Shell } from '../testing/shell';

const ID = '0123456789abcdef0123456789abcdef';
const START = Date.UTC(2024, 0, 2);
const LOGS = ['2024-01-02T00:00:00.1Z    stdout: one', '2024-01-02T00:00:00.2Z    stderr: two'];

const record = {
  namespace: 'guest',
  name: 'hello',
  version: '0.0.1',
  activationId: ID,
  start: START,
  end: START + 54,
  duration: 54,
  response: { status: 'application error', success: false, result: { error: 'boom' } },
  logs: LOGS,
  annotations: [],
  publish: false,
};

let api: FakeApi;
let shell: Shell;

beforeAll(async () => {
  api = await FakeApi.start();
});
afterAll(() => api.close());
beforeEach(() => {
  api.reset();
  shell = new Shell(api.host);
  api.script(`GET /namespaces/_/activations/${ID}`, { status: 200, body: record });
  api.script(`GET /namespaces/_/activations/${ID}/logs`, { status: 200, body: { logs: LOGS } });
  api.script(`GET /namespaces/_/activations/${ID}/result`, { status: 200, body: record.response });
  api.script('GET /namespaces/_/activations', { status: 200, body: [record] });
});

describe('activation get', () => {
  it('shows the record, also of a failed activation {cli-and-clients.4.8, cli-and-clients.5.8}', async () => {
    const { code, stdout } = await shell.wsk('activation', 'get', ID);
    const [header, ...json] = stdout.split('\n');
    expect([code, header]).toEqual([0, `ok: got activation ${ID}`]);
    expect(JSON.parse(json.join('\n'))).toEqual(record);
  });

  it('shows a field {cli-and-clients.4.8, cli-and-clients.5.2}', async () => {
    expect((await shell.wsk('activation', 'get', ID, 'duration')).stdout).toBe(
      `ok: got activation ${ID}, displaying field duration\n54\n`,
    );
  });

  it('takes the newest with --last {cli-and-clients.4.8}', async () => {
    expect((await shell.wsk('activation', 'get', '--last', 'name')).stdout).toBe(
      `ok: got activation ${ID}, displaying field name\n"hello"\n`,
    );
    expect(api.requests[0]).toMatchObject({ query: { limit: '1', skip: '0' } });
  });

  it('sums up {cli-and-clients.4.8, cli-and-clients.5.8}', async () => {
    const { stdout } = await shell.wsk('activation', 'get', ID, '-s');
    expect(stdout).toMatch(/^activation result for '\/guest\/hello' \(application error at \d{4}-[^)]*\)\n\{/);
  });

  it('shows the stripped log alone {cli-and-clients.4.8, cli-and-clients.5.9}', async () => {
    expect((await shell.wsk('activation', 'get', ID, '-g')).stdout).toBe('one\ntwo\n');
  });

  it('tells what is not there', async () => {
    api.script(`GET /namespaces/_/activations/${ID}`, failed(404, 'The requested resource does not exist.'));
    expect(await shell.wsk('activation', 'get', ID)).toMatchObject({
      code: 148,
      stderr: `error: Unable to get activation '${ID}': The requested resource does not exist. (code tid0)\n`,
    });
  });

  it('says so where there is no newest one', async () => {
    api.script('GET /namespaces/_/activations', { status: 200, body: [] });
    expect(await shell.wsk('activation', 'get', '-l')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: There is no activation yet.\n',
    });
  });
});

describe('activation logs', () => {
  it('shows the lines {cli-and-clients.4.9, cli-and-clients.5.9}', async () => {
    expect((await shell.wsk('activation', 'logs', ID)).stdout).toBe(`${LOGS.join('\n')}\n`);
  });

  it('strips them {cli-and-clients.4.9, cli-and-clients.5.9}', async () => {
    expect((await shell.wsk('activation', 'logs', '-lr')).stdout).toBe('one\ntwo\n');
  });

  it('tells a failure', async () => {
    api.script(`GET /namespaces/_/activations/${ID}/logs`, failed(404, 'No.'));
    expect((await shell.wsk('activation', 'logs', ID)).stderr).toBe(
      `error: Unable to get logs for activation '${ID}': No. (code tid0)\n`,
    );
  });
});

describe('activation result', () => {
  it('shows the result, also of a failed activation {cli-and-clients.4.10, cli-and-clients.5.10}', async () => {
    expect(await shell.wsk('activation', 'result', ID)).toEqual({
      code: 0,
      stdout: '{\n    "error": "boom"\n}\n',
      stderr: '',
    });
    expect((await shell.wsk('activation', 'result', '--last')).code).toBe(0);
  });

  it('tells a failure', async () => {
    api.script(`GET /namespaces/_/activations/${ID}/result`, failed(404, 'No.'));
    expect((await shell.wsk('activation', 'result', ID)).stderr).toBe(
      `error: Unable to get result for activation '${ID}': No. (code tid0)\n`,
    );
  });
});

describe('activation list', () => {
  it('shows a table {cli-and-clients.4.7}', async () => {
    const lines = (await shell.wsk('activation', 'list')).stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`${ID} unknown warm   54ms`);
    expect(api.requests).toMatchObject([{ query: { limit: '30', skip: '0', docs: 'false' } }]);
  });

  it('filters {cli-and-clients.4.7}', async () => {
    await shell.wsk('activation', 'list', 'pkg/hello', '-l', '5', '-s', '2', '--since', '1', '--upto', '9');
    expect(api.requests[0]?.query).toEqual({
      limit: '5',
      skip: '2',
      name: 'pkg/hello',
      since: '1',
      upto: '9',
      docs: 'false',
    });
  });

  it('shows whole records {cli-and-clients.4.7, cli-and-clients.5.25}', async () => {
    const { stdout } = await shell.wsk('activation', 'list', '-f');
    expect(stdout.startsWith('activations\n{\n    "namespace"')).toBe(true);
    expect(api.requests).toMatchObject([{ query: { docs: 'true' } }]);
  });

  it('asks in a namespace', async () => {
    api.script('GET /namespaces/other/activations', failed(403, 'No.'));
    expect(await shell.wsk('activation', 'list', '/other')).toMatchObject({
      code: 147,
      stderr: "error: Unable to obtain the list of activations for namespace 'other': No. (code tid0)\n",
    });
  });
});

describe('arguments with --last', () => {
  it.each([
    [['get', ID, '--last'], `Invalid field filter '${ID}'.`],
    [['get', ID, 'publish', '--last'], `Invalid argument(s): ${ID}. An activation ID is required.`],
    [['logs', ID, '--last'], `Invalid argument(s): ${ID}. An activation ID is required.`],
    [['result', ID, '--last'], `Invalid argument(s): ${ID}. An activation ID is required.`],
  ])('refuses %p', async (words, message) => {
    expect(await shell.wsk('activation', ...words)).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${message}\n${HELP_HINT}`,
    });
    expect(api.requests).toEqual([]);
  });
});
