import { failed, FakeApi } from '../testing/fake-api';
import { Shell } from '../testing/shell';

const LIST = 'GET /namespaces/_/activations';
const HEADER = 'Enter Ctrl-c to exit.\nPolling for activation logs\n';

let api: FakeApi;
let shell: Shell;

beforeAll(async () => {
  api = await FakeApi.start();
});
afterAll(() => api.close());
beforeEach(() => {
  api.reset();
  shell = new Shell(api.host);
  api.script(LIST, { status: 200, body: [] });
});

function activation(id: string, start: number): object {
  return { name: 'hello', activationId: id, start, logs: [`log of ${id}`] };
}

it('prints each activation once, the oldest first, until the time is up {cli-and-clients.4.11, cli-and-clients.5.11}', async () => {
  api.script(LIST, { status: 200, body: [activation('b', 20), activation('a', 10)] });
  shell.beforeSleep = () => {
    api.script(LIST, { status: 200, body: [activation('c', 30), activation('b', 20), activation('a', 10)] });
  };
  const { code, stdout } = await shell.wsk('activation', 'poll', '--exit', '4');
  expect(code).toBe(0);
  expect(stdout).toBe(
    HEADER + ['a', 'b', 'c'].map((id) => `\nActivation: 'hello' (${id})\n[\n    "log of ${id}"\n]\n`).join(''),
  );
});

it('begins after the newest activation {cli-and-clients.4.11}', async () => {
  api.script(LIST, { status: 200, body: [activation('a', 10)] });
  await shell.wsk('activation', 'poll', '-e', '1');
  expect(api.requests.map(({ query }) => query)).toEqual([
    { limit: '1', skip: '0' },
    { limit: '0', skip: '0', docs: 'true', since: '11' },
  ]);
});

it('begins at the start of time where there is none', async () => {
  await shell.wsk('activation', 'poll', '-e', '1');
  expect(api.requests[1]?.query['since']).toBe('0');
});

it.each([
  ['--since-seconds', 7_000],
  ['--since-minutes', 420_000],
  ['--since-hours', 25_200_000],
  ['--since-days', 604_800_000],
])('looks back by %s {cli-and-clients.4.11}', async (flag, ms) => {
  const since = String(shell.time - ms);
  await shell.wsk('activation', 'poll', '-e', '1', flag, '7');
  expect(api.requests).toMatchObject([{ query: { since } }]);
});

it('polls every two seconds for one name {cli-and-clients.4.11}', async () => {
  await shell.wsk('activation', 'poll', 'pkg/hello', '-e', '5', '--since-days', '1');
  expect(api.requests).toHaveLength(3);
  expect(api.requests[0]?.query['name']).toBe('pkg/hello');
});

it('ends at Ctrl-C {cli-and-clients.4.11, cli-and-clients.5.11}', async () => {
  shell.beforeSleep = () => shell.interrupt();
  expect(await shell.wsk('activation', 'poll')).toEqual({ code: 1, stdout: `${HEADER}Poll terminated\n`, stderr: '' });
  expect(shell.isInterruptible).toBe(false);
});

it('breaks off a request at Ctrl-C', async () => {
  api.onRequest = ({ query }) => {
    if (query['docs'] === 'true') shell.interrupt();
  };
  expect(await shell.wsk('activation', 'poll')).toMatchObject({
    code: 1,
    stdout: `${HEADER}Poll terminated\n`,
    stderr: '',
  });
});

it('tells a failure', async () => {
  api.script(LIST, failed(401, 'The supplied authentication is invalid'));
  expect(await shell.wsk('activation', 'poll')).toEqual({
    code: 145,
    stdout: '',
    stderr:
      "error: Unable to obtain the list of activations for namespace '_': The supplied authentication is invalid (code tid0)\n",
  });
  expect(shell.isInterruptible).toBe(false);
});
