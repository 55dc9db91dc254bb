import { failed, FakeApi } from '../testing/fake-api';
import { HELP_HINT, Shell } from '../testing/shell';

const ID = '0123456789abcdef0123456789abcdef';
const TRIGGER = '/namespaces/_/triggers/t';
const NOT_THERE = 'The requested resource does not exist. (code tid0)\n';

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

it.each([
  ['create', 'false', 'created'],
  ['update', 'true', 'updated'],
])('%ss', async (verb, overwrite, done) => {
  const outcome = await shell.wsk('trigger', verb, 't', '-p', 'a', '1', '-a', 'b', 'c');
  expect(outcome).toEqual({ code: 0, stdout: `ok: ${done} trigger t\n`, stderr: '' });
  const put = api.requests.at(-1);
  expect(put).toMatchObject({ method: 'PUT', path: TRIGGER, query: { overwrite } });
  expect(put?.body).toEqual({
    parameters: [{ key: 'a', value: 1 }],
    annotations: [{ key: 'b', value: 'c' }],
  });
});

it('sends nothing that was not given', async () => {
  await shell.wsk('trigger', 'update', 't');
  expect(api.requests.at(-1)?.body).toEqual({});
});

it('takes trigger parameters for parameters', async () => {
  await shell.wsk('trigger', 'create', 't', '-T', 'a', '1');
  expect(api.requests[0]?.body).toEqual({ parameters: [{ key: 'a', value: 1 }] });
});

it.each([
  [['-F', 'a', '1'], 'Incorrect usage. Trigger without a feed cannot have feed parameters'],
  [
    ['-p', 'a', '1', '-T', 'b', '2'],
    'Incorrect usage. Cannot combine --feed-param or --trigger-param flag with neither --param nor --param-file flag',
  ],
])('refuses %p', async (words, message) => {
  expect(await shell.wsk('trigger', 'create', 't', ...words)).toEqual({
    code: 149,
    stdout: '',
    stderr: `error: ${message}\n`,
  });
  expect(api.requests).toEqual([]);
});

it('fires {cli-and-clients.4.21, cli-and-clients.5.6}', async () => {
  api.script(`POST ${TRIGGER}`, { status: 202, body: { activationId: ID } });
  expect((await shell.wsk('trigger', 'fire', 't', '-p', 'a', '1')).stdout).toBe(`ok: triggered /_/t with id ${ID}\n`);
  expect(api.requests[0]?.body).toEqual({ a: 1 });
});

it('fires without an id where no rule is active {cli-and-clients.5.6}', async () => {
  api.script('POST /namespaces/guest/triggers/t', { status: 204 });
  expect(await shell.wsk('trigger', 'fire', '/guest/t')).toEqual({
    code: 0,
    stdout: 'ok: triggered /guest/t with id \n',
    stderr: '',
  });
});

it('takes no payload as an argument', async () => {
  expect(await shell.wsk('trigger', 'fire', 't', '{}')).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: Invalid argument(s): {}. A trigger name is required. A payload is optional.\n${HELP_HINT}`,
  });
});

it('shows the document, a field and the summary {cli-and-clients.4.22}', async () => {
  api.store('triggers/t', { annotations: [{ key: 'description', value: 'Ticks' }], limits: {} });
  const { stdout } = await shell.wsk('trigger', 'get', 't');
  expect(stdout.startsWith('ok: got trigger t\n{')).toBe(true);
  expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toEqual(api.stored('triggers/t'));
  expect((await shell.wsk('trigger', 'get', 't', 'limits')).stdout).toBe(
    'ok: got trigger t, displaying field limits\n{}\n',
  );
  expect((await shell.wsk('trigger', 'get', 't', '-s')).stdout).toBe(
    'trigger /guest/t: Ticks\n   (parameters: none defined)\n',
  );
});

it('deletes {cli-and-clients.4.22}', async () => {
  api.store('triggers/t');
  expect((await shell.wsk('trigger', 'delete', 't')).stdout).toBe('ok: deleted trigger t\n');
});

it('lists {cli-and-clients.4.22}', async () => {
  api.store('triggers/t');
  expect((await shell.wsk('trigger', 'list', '/guest')).stdout).toBe(`triggers\n${'/guest/t'.padEnd(70)} private\n`);
});

it.each([
  [['fire', 't'], "Unable to fire trigger 't'"],
  [['get', 't'], "Unable to get trigger 't'"],
  [['delete', 't'], "Unable to delete trigger 't'"],
])('tells the failure of %p', async (words, sentence) => {
  expect(await shell.wsk('trigger', ...words)).toEqual({
    code: 148,
    stdout: '',
    stderr: `error: ${sentence}: ${NOT_THERE}`,
  });
});

it.each([
  [['create', 't'], "Unable to create trigger 't'"],
  [['update', 't'], "Unable to update trigger 't'"],
])('tells the failure of %p', async (words, sentence) => {
  api.script(`PUT ${TRIGGER}`, failed(400, 'No.'));
  expect((await shell.wsk('trigger', ...words)).stderr).toBe(`error: ${sentence}: No. (code tid0)\n`);
});

it('tells the failure of a list', async () => {
  api.script('GET /namespaces/_/triggers', failed(401, 'No.'));
  expect(await shell.wsk('trigger', 'list')).toMatchObject({
    code: 145,
    stderr: "error: Unable to obtain the list of triggers for namespace '_': No. (code tid0)\n",
  });
});
