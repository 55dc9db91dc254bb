import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  activationLogs,
  initAndRun,
  pythonOnPath,
  runtimeForEachTest,
  startProcess,
  zipEntriesAction,
} from '@whisker/testing';

jest.setTimeout(30_000);

const PATH = process.env.PATH ?? '';
const command = pythonOnPath(PATH);
const args = ['-B', join(__dirname, 'proxy.py')];
const folder = mkdtempSync(join(tmpdir(), 'whisker-blackbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the blackbox skeleton', () => {
  const current = runtimeForEachTest(() => {
    const env = { PATH, PYTHONPATH: join(__dirname, '../python'), __OW_ACTION_FOLDER: mkdtempSync(join(folder, 'a')) };
    return startProcess({ command, args, env });
  });

  it('runs a zipped executable with the arguments as its own, the last line is the result', async () => {
    const script = '#!/bin/sh\necho "got $1"\necho warned >&2\necho \'{"first":1}\'\necho "{\\"args\\":$1}"\n';
    const action = zipEntriesAction([{ name: 'exec', data: script, mode: 0o755 }]);
    const answer = await initAndRun(current(), action, { name: 'snowman ☃' });
    expect(answer).toMatchObject({ status: 200, body: { args: { name: 'snowman ☃' } } });
    const [logs] = await activationLogs(current(), 1);
    expect(logs).toEqual({ stdout: 'got {"name": "snowman \\u2603"}\n{"first":1}\n', stderr: 'warned\n' });
  });

  it('runs source text as a script, anew for each activation, with the variables of both requests', async () => {
    const code =
      '#!/bin/sh\necho run >> runs\necho "{\\"runs\\":$(wc -l < runs),\\"given\\":\\"$GIVEN $__OW_ACTIVATION_ID\\"}"';
    expect(await current().init({ code, env: { GIVEN: 'by init' } })).toMatchObject({ status: 200 });
    expect((await current().run({ activation_id: 'a1' })).body).toEqual({ runs: 1, given: 'by init a1' });
    expect((await current().run({ activation_id: 'a2' })).body).toEqual({ runs: 2, given: 'by init a2' });
  });

  it('refuses a result that is no dictionary, and logs it', async () => {
    const answer = await initAndRun(current(), '#!/bin/sh\necho no result\n');
    expect(answer).toMatchObject({
      status: 502,
      body: { error: 'The action did not return a dictionary or array.' },
    });
    expect((await activationLogs(current(), 1))[0]).toEqual({ stdout: 'no result\n', stderr: '' });
  });

  it('says that there is no executable, or that it cannot be run', async () => {
    const nothing = { error: 'The action failed to generate or locate a binary. See logs for details.' };
    expect(await current().run({})).toMatchObject({ status: 500, body: { error: 'no action defined yet' } });
    expect(await current().init({ code: '' })).toMatchObject({ status: 502, body: nothing });
    const readme = zipEntriesAction([{ name: 'readme', data: 'text' }]);
    expect(await current().init(readme)).toMatchObject({ status: 502, body: nothing });
    const answer = await initAndRun(current(), '#!/no/such/interpreter\n');
    expect(answer).toMatchObject({
      status: 502,
      body: { error: expect.stringContaining('could not be run') as string },
    });
  });

  it('is initialised once', async () => {
    const code = '#!/bin/sh\necho "{}"\n';
    await initAndRun(current(), code);
    const refused = { status: 403, body: { error: 'Cannot initialize the action more than once.' } };
    expect(await current().init({ code })).toMatchObject(refused);
  });
});
