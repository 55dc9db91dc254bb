import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshFolder, removeFolder, startPlatform, workspace, type RunningPlatform } from './platform';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line, in a process of its own, against the running platform. */
describe('wsk', () => {
  let platform: RunningPlatform;
  let folder: string;

  beforeAll(async () => {
    platform = await startPlatform();
    folder = freshFolder();
    expect(await wsk('property', 'set', '--apihost', platform.apihost, '--auth', platform.auth)).toMatchObject({
      code: 0,
    });
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
    removeFolder(folder);
  });

  function wsk(...args: string[]): Promise<Ran> {
    const options = {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, WSK_CONFIG_FILE: join(folder, '.wskprops') },
    };
    return new Promise((resolve) => {
      execFile(process.execPath, [join(workspace, 'dist/wsk/main.cjs'), ...args], options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return name;
  };

  it('walks the first minute of the README', async () => {
    file('hello.js', 'function main({ name }) { console.log("called"); return { hello: name } }');
    expect(await wsk('action', 'create', 'hello', 'hello.js')).toEqual({
      code: 0,
      stdout: 'ok: created action hello\n',
      stderr: '',
    });
    const invoked = await wsk('action', 'invoke', 'hello', '--result', '--param', 'name', 'you');
    expect(invoked.code).toBe(0);
    expect(JSON.parse(invoked.stdout)).toEqual({ hello: 'you' });
    expect((await wsk('activation', 'list')).stdout).toMatch(
      /^Datetime +Activation ID +Kind +Start +Duration +Status +Entity\n.*nodejs:\d+ +cold +.*success +guest\/hello:0\.0\.1/,
    );
    expect((await wsk('activation', 'logs', '--last')).stdout).toMatch(/Z +stdout: called\n/);
  });

  it('deploys Python and reads the record of a call that was not waited for', async () => {
    file('hello.py', 'def main(args):\n    return {"hello": args.get("name", "nobody")}\n');
    expect((await wsk('action', 'create', 'hello-py', 'hello.py')).stdout).toBe('ok: created action hello-py\n');
    const { stdout } = await wsk('action', 'invoke', 'hello-py', '-b', '-p', 'name', 'py');
    const [, id = ''] = /^ok: invoked \/(?:_|guest)\/hello-py with id ([0-9a-f]{32})\n/.exec(stdout) ?? [];
    const result = await wsk('activation', 'result', id);
    expect(JSON.parse(result.stdout)).toEqual({ hello: 'py' });
    expect((await wsk('activation', 'get', id)).stdout).toMatch(new RegExp(`^ok: got activation ${id}\n`));
  });

  it('updates with parameters of a file, gets, lists and deletes', async () => {
    file('echo.js', 'function main(args) { return args }');
    file('params.json', '{"a": 1, "b": {"c": true}}');
    await wsk('action', 'create', 'echo', 'echo.js');
    expect((await wsk('action', 'update', 'echo', '-P', 'params.json', '-p', 'a', '2')).stdout).toBe(
      'ok: updated action echo\n',
    );
    expect(JSON.parse((await wsk('action', 'invoke', 'echo', '-r')).stdout)).toEqual({ a: 2, b: { c: true } });
    expect((await wsk('action', 'get', 'echo')).stdout).toMatch(/^ok: got action echo\n\{\n {4}"namespace": "guest"/);
    expect((await wsk('action', 'list')).stdout).toMatch(/^actions\n(.*\n)*\/guest\/echo +private nodejs:\d+\n/m);
    expect(await wsk('action', 'delete', 'echo')).toMatchObject({ code: 0, stdout: 'ok: deleted action echo\n' });
  });

  it('keeps actions in packages', async () => {
    await wsk('package', 'create', 'tools', '-p', 'x', '1');
    file('add.js', 'function main({ x, y }) { return { sum: x + y } }');
    expect((await wsk('action', 'create', 'tools/add', 'add.js')).code).toBe(0);
    expect(JSON.parse((await wsk('action', 'invoke', 'tools/add', '-r', '-p', 'y', '2')).stdout)).toEqual({ sum: 3 });
    expect((await wsk('package', 'list')).stdout).toMatch(/\/guest\/tools +private/);
    expect((await wsk('package', 'delete', 'tools')).code).toBe(153);
  });

  it('ends with the codes scripts rely on', async () => {
    expect((await wsk('action', 'get', 'missing')).code).toBe(148);
    expect((await wsk('action', 'get', 'missing')).stderr).toMatch(
      /^error: Unable to get action 'missing': The requested resource does not exist\. \(code \w+\)/,
    );
    expect((await wsk('action', 'list', '--auth', `${platform.auth.slice(0, -4)}AAAA`)).code).toBe(145);
    expect((await wsk('action', 'create')).code).toBe(2);
    expect((await wsk('action', 'list', '--apihost', 'http://127.0.0.1:1')).code).toBe(3);
    file('fail.js', 'function main() { return { error: "no" } }');
    await wsk('action', 'create', 'fail', 'fail.js');
    const failed = await wsk('action', 'invoke', 'fail', '-r');
    expect([failed.code, failed.stdout]).toEqual([246, '']);
    expect(JSON.parse(failed.stderr.slice(failed.stderr.indexOf('{')))).toEqual({ error: 'no' });
  });
});
