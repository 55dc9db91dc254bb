import { unzipSync, strFromU8 } from 'fflate';
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
  for (const name of [
    'src/index.js',
    'src/lib/a.js',
    'src/notes.md',
    'src/node_modules/.bin/x',
    'shared/u/one.js',
    'shared/two.js',
  ])
    shell.file(name, `content of ${name}`);
});

/** What the archive of an action with these keys holds, by name. */
async function packed(keys: string): Promise<Record<string, string>> {
  shell.file(
    'manifest.yaml',
    `packages: { default: { actions: { a: { function: src, runtime: "nodejs:default", ${keys} } } } }`,
  );
  expect(await shell.wsk('project', 'deploy')).toMatchObject({ code: 0, stderr: '' });
  const { exec } = api.stored('actions/a') as { exec: { code: string } };
  const content = unzipSync(Buffer.from(exec.code, 'base64'));
  return Object.fromEntries(Object.entries(content).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

const own = ['index.js', 'lib/a.js', 'node_modules/.bin/x', 'notes.md'];

it('packs a folder', async () => {
  const content = await packed('');
  expect(Object.keys(content)).toEqual(own);
  expect(content['lib/a.js']).toBe('content of src/lib/a.js');
});

it.each([
  ['["*.md"]', ['index.js', 'lib/a.js', 'node_modules/.bin/x']],
  ['[node_modules, lib/]', ['index.js', 'notes.md']],
  ['["lib/*.js", notes.md]', ['index.js', 'node_modules/.bin/x']],
  ['"**/*.js"', ['node_modules/.bin/x', 'notes.md']],
])('leaves out %s', async (exclude, names) => {
  expect(Object.keys(await packed(`exclude: ${exclude}`))).toEqual(names);
});

it.each([
  ['[shared/two.js]', ['shared/two.js']],
  ['[shared/two.js, util.js]', ['util.js']],
  ['[shared/two.js, util/]', ['util/two.js']],
  ['[shared]', ['shared/two.js', 'shared/u/one.js']],
  ['[shared, util]', ['util/two.js', 'util/u/one.js']],
  ['["shared/*.js", util]', ['util/two.js']],
  ['["shared/**", .]', ['two.js', 'u/one.js']],
])('includes %s', async (include, names) => {
  expect(Object.keys(await packed(`include: [${include}]`))).toEqual([...own, ...names].toSorted());
});

it('packs the same files to the same bytes', async () => {
  await packed('');
  const first = api.stored('actions/a');
  await packed('');
  expect(api.stored('actions/a')?.['exec']).toEqual(first?.['exec']);
});

it.each([
  ['include: [[shared/none.js]]', "packages.default.actions.a.include: no file fits 'shared/none.js'"],
  ['include: [["shared/*.py"]]', "packages.default.actions.a.include: no file fits 'shared/*.py'"],
  ['include: [[shared, ../up]]', "packages.default.actions.a.include: '../up/two.js' would lie outside of the archive"],
  ['include: [[a, b, c]]', 'packages.default.actions.a.include: each entry must be [source] or [source, destination]'],
  ['exclude: ["*", lib, node_modules]', 'packages.default.actions.a: no file is left to put into the archive'],
])('refuses %s', async (keys, message) => {
  shell.file(
    'manifest.yaml',
    `packages: { default: { actions: { a: { function: src, runtime: "nodejs:default", ${keys} } } } }`,
  );
  expect(await shell.wsk('project', 'deploy')).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
  expect(api.requests).toEqual([]);
});
