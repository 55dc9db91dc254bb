import { failed, FakeApi } from '../testing/fake-api';
import { Shell } from '../testing/shell';

const RULE = '/namespaces/_/rules/r';
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
])('%ss with full names {cli-and-clients.4.16, cli-and-clients.5.1}', async (verb, overwrite, done) => {
  expect(await shell.wsk('rule', verb, 'r', 't', 'pkg/a')).toEqual({
    code: 0,
    stdout: `ok: ${done} rule r\n`,
    stderr: '',
  });
  expect(api.requests).toMatchObject([
    { method: 'PUT', path: RULE, query: { overwrite }, body: { name: 'r', trigger: '/_/t', action: '/_/pkg/a' } },
  ]);
});

it('leaves full names alone {cli-and-clients.4.16}', async () => {
  await shell.wsk('rule', 'create', '/guest/r', '/guest/t', '/whisk.system/utils/echo');
  expect(api.requests).toMatchObject([
    { path: '/namespaces/guest/rules/r', body: { trigger: '/guest/t', action: '/whisk.system/utils/echo' } },
  ]);
});

it.each([
  ['enable', 'active', 'enabled'],
  ['disable', 'inactive', 'disabled'],
])('%ss {cli-and-clients.4.17, cli-and-clients.5.7}', async (verb, status, done) => {
  api.store('rules/r');
  expect((await shell.wsk('rule', verb, 'r')).stdout).toBe(`ok: ${done} rule r\n`);
  expect(api.requests).toMatchObject([{ method: 'POST', path: RULE, body: { status } }]);
});

it('tells the status {cli-and-clients.4.18, cli-and-clients.5.7}', async () => {
  api.store('rules/r', { status: 'inactive' });
  expect((await shell.wsk('rule', 'status', 'r')).stdout).toBe('ok: rule r is inactive\n');
});

it('shows the document, a field and the summary {cli-and-clients.4.18, cli-and-clients.5.1, cli-and-clients.5.2}', async () => {
  api.store('rules/r', { status: 'active', trigger: { path: 'guest', name: 't' } });
  const { stdout } = await shell.wsk('rule', 'get', 'r');
  expect(stdout.startsWith('ok: got rule r\n{')).toBe(true);
  expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toEqual(api.stored('rules/r'));
  expect((await shell.wsk('rule', 'get', 'r', 'status')).stdout).toBe(
    'ok: got rule r, displaying field status\n"active"\n',
  );
  expect((await shell.wsk('rule', 'get', 'r', '-s')).stdout).toBe('rule /guest/r (status: active)\n');
});

it('deletes {cli-and-clients.4.18, cli-and-clients.5.1}', async () => {
  api.store('rules/r');
  expect((await shell.wsk('rule', 'delete', 'r')).stdout).toBe('ok: deleted rule r\n');
  expect(api.requests.map(({ method }) => method)).toEqual(['DELETE']);
});

it('disables before it deletes {cli-and-clients.4.18}', async () => {
  api.store('rules/r');
  await shell.wsk('rule', 'delete', 'r', '--disable');
  expect(api.requests).toMatchObject([{ method: 'POST', body: { status: 'inactive' } }, { method: 'DELETE' }]);
});

it('lists with the status of each {cli-and-clients.4.18, cli-and-clients.5.22}', async () => {
  api.store('rules/b', { status: 'active' });
  api.store('rules/a', { status: 'inactive' });
  api.script('GET /namespaces/_/rules', {
    status: 200,
    body: ['b', 'a'].map((name) => ({ namespace: 'guest', name, version: '0.0.1' })),
  });
  api.script('GET /namespaces/guest/rules/a', { status: 200, body: api.stored('rules/a') });
  expect((await shell.wsk('rule', 'list', '--name-sort')).stdout).toBe(
    ['a', 'b']
      .map((name) => `${`/guest/${name}`.padEnd(70)} private              ${name === 'a' ? 'inactive' : 'active'}\n`)
      .join('')
      .replace(/^/, 'rules\n'),
  );
});

it.each([
  [['create', 'r', 't', 'a'], "Unable to create rule 'r'"],
  [['update', 'r', 't', 'a'], "Unable to update rule 'r'"],
])('tells the failure of %p', async (words, sentence) => {
  api.script(`PUT ${RULE}`, failed(400, 'trigger /guest/t does not exist'));
  expect(await shell.wsk('rule', ...words)).toEqual({
    code: 144,
    stdout: '',
    stderr: `error: ${sentence}: trigger /guest/t does not exist (code tid0)\n`,
  });
});

it.each([
  [['enable', 'r'], "Unable to enable rule 'r'"],
  [['disable', 'r'], "Unable to disable rule 'r'"],
  [['status', 'r'], "Unable to get status of rule 'r'"],
  [['get', 'r'], "Unable to retrieve rule 'r'"],
  [['delete', 'r'], "Unable to delete rule 'r'"],
  [['delete', 'r', '--disable'], "Unable to disable rule 'r'"],
])('tells the failure of %p', async (words, sentence) => {
  expect(await shell.wsk('rule', ...words)).toEqual({
    code: 148,
    stdout: '',
    stderr: `error: ${sentence}: ${NOT_THERE}`,
  });
});

it('tells the failure of a list', async () => {
  api.script('GET /namespaces/_/rules', failed(503, 'No.'));
  expect(await shell.wsk('rule', 'list')).toMatchObject({
    code: 247,
    stderr: "error: Unable to obtain the list of rules for namespace '_': No. (code tid0)\n",
  });
});
