import { failed, FakeApi } from '../testing/fake-api';
import { Shell } from '../testing/shell';

const ID = '0123456789abcdef0123456789abcdef';
const ENDPOINT = 'POST /namespaces/_/actions/hello';
const idHeader = { 'x-openwhisk-activation-id': ID };

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

function record(success: boolean, result: unknown): Record<string, unknown> {
  return { namespace: 'guest', name: 'hello', activationId: ID, response: { status: '', success, result } };
}

it('starts an action and tells the id {cli-and-clients.4.3, cli-and-clients.5.3}', async () => {
  api.script(ENDPOINT, { status: 202, body: { activationId: ID } });
  expect(await shell.wsk('action', 'invoke', 'hello')).toEqual({
    code: 0,
    stdout: `ok: invoked /_/hello with id ${ID}\n`,
    stderr: '',
  });
  expect(api.requests).toMatchObject([{ query: { blocking: 'false', result: 'false' }, body: {} }]);
});

it('names packages and namespaces', async () => {
  api.script('POST /namespaces/whisk.system/actions/utils/echo', { status: 202, body: { activationId: ID } });
  expect((await shell.wsk('action', 'invoke', '/whisk.system/utils/echo')).stdout).toBe(
    `ok: invoked /whisk.system/utils/echo with id ${ID}\n`,
  );
});

it('sends parameters as an object', async () => {
  api.script(ENDPOINT, { status: 202, body: { activationId: ID } });
  shell.file('in.json', '{"b": [1], "a": 0}');
  await shell.wsk('action', 'invoke', 'hello', '-P', 'in.json', '--param', 'a', '{"x": null}');
  expect(api.requests).toMatchObject([{ body: { a: { x: null }, b: [1] } }]);
});

it('shows the activation of a blocking call {cli-and-clients.4.3, cli-and-clients.5.3}', async () => {
  api.script(ENDPOINT, { status: 200, body: record(true, { a: 1 }) });
  const { code, stdout, stderr } = await shell.wsk('action', 'invoke', 'hello', '-b');
  const [header, ...json] = stdout.split('\n');
  expect([code, header, stderr]).toEqual([0, `ok: invoked /_/hello with id ${ID}`, '']);
  expect(JSON.parse(json.join('\n'))).toEqual(record(true, { a: 1 }));
  expect(api.requests).toMatchObject([{ query: { blocking: 'true', result: 'false' } }]);
});

it.each([['-r'], ['-br'], ['--result']])(
  'shows the result alone with %s {cli-and-clients.4.3, cli-and-clients.5.3}',
  async (flag) => {
    api.script(ENDPOINT, { status: 200, body: { a: 1 } });
    expect(await shell.wsk('action', 'invoke', 'hello', flag)).toEqual({
      code: 0,
      stdout: '{\n    "a": 1\n}\n',
      stderr: '',
    });
    expect(api.requests).toMatchObject([{ query: { blocking: 'true', result: 'true' } }]);
  },
);

it('takes a result for what it is, even if it looks like a failed record', async () => {
  const body = { response: { success: false }, activationId: ID };
  api.script(ENDPOINT, { status: 200, body });
  const { code, stdout } = await shell.wsk('action', 'invoke', 'hello', '-r');
  expect([code, stdout]).toEqual([0, `${JSON.stringify(body, null, 4)}\n`]);
});

it('shows a result that is a list, which comes without its record', async () => {
  api.script(ENDPOINT, { status: 200, body: [1], headers: idHeader });
  expect((await shell.wsk('action', 'invoke', 'hello', '-b')).stdout).toBe(
    `ok: invoked /_/hello with id ${ID}\n[\n    1\n]\n`,
  );
});

it.each([[['-b']], [['-r']]])(
  'tells with %p that the call has not ended in time {cli-and-clients.5.5, cli-and-clients.2.7}',
  async (flags) => {
    api.script(ENDPOINT, { status: 202, body: { activationId: ID } });
    expect(await shell.wsk('action', 'invoke', 'hello', ...flags)).toEqual({
      code: 202,
      stdout: '',
      stderr: `ok: invoked /_/hello, but the request has not yet finished, with id ${ID}\n`,
    });
  },
);

it.each([
  [502, 246],
  [500, 244],
  [200, 246],
])('shows a failed activation of status %d on standard error {cli-and-clients.5.4}', async (status, expected) => {
  api.script(ENDPOINT, { status, body: record(false, { error: 'boom' }) });
  const { code, stdout, stderr } = await shell.wsk('action', 'invoke', 'hello', '-b');
  const [header, ...json] = stderr.split('\n');
  expect([code, stdout, header]).toEqual([expected, '', `ok: invoked /_/hello with id ${ID}`]);
  expect(JSON.parse(json.join('\n'))).toEqual(record(false, { error: 'boom' }));
});

it('shows a failed result alone on standard error {cli-and-clients.5.4, cli-and-clients.2.8}', async () => {
  api.script(ENDPOINT, { status: 502, body: { error: 'boom' }, headers: idHeader });
  expect(await shell.wsk('action', 'invoke', 'hello', '-r')).toEqual({
    code: 246,
    stdout: '',
    stderr: '{\n    "error": "boom"\n}\n',
  });
});

it.each([
  [400, 144],
  [404, 148],
  [413, 157],
  [429, 173],
  [500, 244],
  [502, 246],
  [503, 247],
])('explains an API error of status %d {cli-and-clients.2.5}', async (status, code) => {
  api.script(ENDPOINT, failed(status, 'No.'));
  expect(await shell.wsk('action', 'invoke', 'hello', '-r')).toEqual({
    code,
    stdout: '',
    stderr: "error: Unable to invoke action 'hello': No. (code tid0)\n",
  });
});

it('explains the failure of a gateway', async () => {
  api.script(ENDPOINT, { status: 502, body: '<html>Bad Gateway</html>' });
  expect(await shell.wsk('action', 'invoke', 'hello', '-b')).toEqual({
    code: 246,
    stdout: '',
    stderr: "error: Unable to invoke action 'hello': The API answered with status 502 and no explanation.\n",
  });
});
