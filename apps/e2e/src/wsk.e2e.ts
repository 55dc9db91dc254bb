import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiClient, until } from './api';
import { freshFolder, removeFolder, startPlatform, type RunningPlatform } from './platform';
import { login, wskUser, type WskUser } from './wsk-command';

/** The built command line, in a process of its own, against the running platform. */
describe('wsk', () => {
  let platform: RunningPlatform;
  let folder: string;
  let wsk: WskUser['wsk'];
  let good: WskUser['good'];
  let file: WskUser['file'];

  beforeAll(async () => {
    platform = await startPlatform();
    folder = freshFolder();
    const user = wskUser(folder);
    ({ wsk, good, file } = user);
    await login(user, platform);
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
    removeFolder(folder);
  });

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

  it('takes host and key from flags and from the environment, too {cli-and-clients.1.1, cli-and-clients.1.2}', async () => {
    const env = { WHISK_APIHOST: platform.apihost, WHISK_AUTH: platform.auth, WSK_CONFIG_FILE: join(folder, 'none') };
    expect(await wskUser(folder, env).good('namespace', 'list')).toBe('namespaces\nguest\n');
    const stranger = wskUser(folder, { WSK_CONFIG_FILE: join(folder, 'none') });
    expect((await stranger.wsk('list')).stderr).toContain('An API host must be provided.');
    expect(await stranger.good('namespace', 'list', '--apihost', platform.apihost, '-u', platform.auth)).toContain(
      'guest',
    );
  });

  it('composes and copies actions, and saves their code {cli-and-clients.4.1, cli-and-clients.5.12}', async () => {
    const code = 'function main({ n = 0 }) { return { n: n + 1 } }';
    file('inc.js', code);
    await good('action', 'create', 'inc', 'inc.js', '-t', '9000', '-c', '1', '--web', 'raw', '--web-secure', 's3cret');
    await good('action', 'create', 'twice', 'inc,inc', '--sequence');
    expect(JSON.parse(await good('action', 'invoke', 'twice', '-r', '-p', 'n', '1'))).toEqual({ n: 3 });
    await good('action', 'create', 'copied', 'inc', '--copy');
    expect(await good('action', 'get', 'copied', 'limits')).toContain('"timeout": 9000');
    expect(await good('action', 'get', 'inc', '--url')).toBe(
      `ok: got action inc\n${platform.apihost}/api/v1/web/guest/default/inc\n`,
    );
    expect(await good('action', 'get', 'inc', '--save-as', 'saved.js')).toBe(
      `ok: saved action code to ${join(folder, 'saved.js')}\n`,
    );
    expect(readFileSync(join(folder, 'saved.js'), 'utf8')).toBe(code);
    await good('action', 'update', 'inc', '--web', 'no', '--del-annotation', 'require-whisk-auth');
    expect(await good('action', 'get', 'inc', 'annotations')).not.toContain('require-whisk-auth');
    expect((await wsk('action', 'get', 'twice', '--save')).stderr).toContain('Cannot save action sequences');
  });

  it('switches rules and fires triggers {cli-and-clients.4.17, cli-and-clients.5.7, cli-and-clients.5.22}', async () => {
    file('seen.js', 'function main(event) { console.log(`a is ${event.a}, b is ${event.b}`); return event }');
    await good('action', 'create', 'seen', 'seen.js');
    await good('trigger', 'create', 'tick', '-p', 'a', '1');
    expect(await good('rule', 'create', 'on-tick', 'tick', 'seen')).toBe('ok: created rule on-tick\n');
    expect(await good('rule', 'list')).toMatch(/^rules\n\/guest\/on-tick {57}private {14}active\n$/);
    expect(await good('rule', 'disable', 'on-tick')).toBe('ok: disabled rule on-tick\n');
    expect(await good('rule', 'status', 'on-tick')).toBe('ok: rule on-tick is inactive\n');
    expect(await good('trigger', 'fire', 'tick')).toBe('ok: triggered /_/tick with id \n');
    await good('rule', 'enable', 'on-tick');
    expect(await good('trigger', 'fire', 'tick', '-p', 'b', '2')).toMatch(/^ok: triggered \/_\/tick with id \w{32}\n$/);
    await until(
      async () => (await apiClient(platform)('GET', '/activations?name=seen')).json as unknown[],
      (runs) => runs.length > 0,
    );
    expect(await good('activation', 'poll', 'seen', '--since-hours', '1', '-e', '1')).toContain(
      'stdout: a is 1, b is 2',
    );
    expect(await good('rule', 'delete', 'on-tick', '--disable')).toBe('ok: deleted rule on-tick\n');
  });

  it('shows the wire, without the key', async () => {
    const { stdout } = await wsk('-v', 'package', 'create', 'loud', '--shared', 'yes');
    expect(stdout).toContain(`[PUT]\t${platform.apihost}/api/v1/namespaces/_/packages/loud?overwrite=false\n`);
    expect(stdout).toContain('RESPONSE: Got response with code 200\n');
    expect(stdout).not.toContain(Buffer.from(platform.auth).toString('base64'));
  });

  it('completes commands and flags in bash {cli-and-clients.4.30}', async () => {
    expect(await good('sdk', 'install', 'bashauto')).toContain('wsk_cli_bash_completion.sh');
    const completed = (...words: string[]): string[] => {
      const line = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
      const script = `source ./wsk_cli_bash_completion.sh; ${line}; _wsk; echo "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['--norc', '-c', script], { cwd: folder }).toString().trim().split(' ');
    };
    expect(completed('wsk', 'a')).toEqual(['action', 'activation', 'api']);
    expect(completed('wsk', 'action', '')).toEqual(['create', 'update', 'invoke', 'get', 'delete', 'list']);
    expect(completed('wsk', '-i', 'action', 'create', 'name', '--web')).toEqual(['--web', '--web-secure']);
    expect(completed('wsk', 'trigger', 'fire', '--par')).toEqual(['--param', '--param-file']);
    expect(completed('wsk', 'action', 'create', 'name', 'inc')).toEqual(['']);
  });
});
