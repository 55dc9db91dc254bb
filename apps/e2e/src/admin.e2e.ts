import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { adminOf } from './admin';
import { apiClient, until, type ApiClient } from './api';
import { freshFolder, removeFolder, startPlatform, type RunningPlatform } from './platform';

const source = (code: string, more: object = {}) => ({ exec: { kind: 'nodejs:default', code }, ...more });
const ECHO = source('function main(args) { return args }');

describe('users', () => {
  let platform: RunningPlatform;
  let admin: ReturnType<typeof adminOf>;
  /** A new user and a client of its API. */
  const user = async (name: string) => {
    const auth = await admin.done('user', 'create', name);
    return { auth, api: apiClient({ apihost: platform.apihost, auth }) };
  };

  beforeAll(async () => {
    platform = await startPlatform();
    admin = adminOf(platform.dataFolder);
  });

  afterAll(async () => {
    await platform.stop();
    removeFolder(platform.dataFolder);
  });

  describe('two users', () => {
    let alice: Awaited<ReturnType<typeof user>>;
    let bobby: Awaited<ReturnType<typeof user>>;
    const of = (owner: string, path: string) => `//api/v1/namespaces/${owner}${path}`;

    beforeAll(async () => {
      alice = await user('alice');
      bobby = await user('bobby');
    });

    it('have a namespace each, and only that {rest-api.5.8}', async () => {
      expect((await alice.api('GET', '//api/v1/namespaces')).json).toEqual(['alice']);
      expect((await bobby.api('GET', '//api/v1/namespaces')).json).toEqual(['bobby']);
      expect((await bobby.api('GET', '//api/v1/namespaces/bobby')).status).toBe(404);
    });

    it('cannot see, run or write what is the other’s {errors.4.3}', async () => {
      expect((await alice.api('PUT', '/actions/secret', ECHO)).status).toBe(200);
      const refused = [
        ['GET', '/actions', 'alice'],
        ['GET', '/actions/secret', 'alice/secret'],
        ['POST', '/actions/secret', 'alice/secret'],
        ['PUT', '/actions/mine', 'alice/mine'],
        ['DELETE', '/actions/secret', 'alice/secret'],
        ['PUT', '/triggers/t', 'alice/t'],
        ['GET', '/activations', 'alice'],
        ['GET', '/limits', 'alice'],
      ] as const;
      for (const [method, path, named] of refused) {
        const answer = await bobby.api(method, of('alice', path), method === 'GET' ? undefined : {});
        expect([path, answer.status, answer.json.error]).toEqual([
          path,
          403,
          `The supplied authentication is not authorized to access '${named}'.`,
        ]);
      }
    });

    it('share packages: to be read, bound and run, each run in the name of who runs it', async () => {
      await alice.api('PUT', '/packages/shared', { publish: true, parameters: [{ key: 'from', value: 'alice' }] });
      await alice.api('PUT', '/packages/private', {});
      for (const pkg of ['shared', 'private']) await alice.api('PUT', `/actions/${pkg}/echo`, ECHO);
      expect((await bobby.api('GET', of('alice', '/packages'))).json).toMatchObject([{ name: 'shared' }]);
      expect((await bobby.api('GET', of('alice', '/actions/shared/echo'))).json.exec.code).toBe(ECHO.exec.code);
      expect((await bobby.api('GET', of('alice', '/packages/private'))).status).toBe(403);
      expect((await bobby.api('PUT', of('alice', '/actions/shared/mine'), ECHO)).status).toBe(403);
      const run = await bobby.api('POST', of('alice', '/actions/shared/echo?blocking=true'), { x: 1 });
      expect(run.json).toMatchObject({
        namespace: 'bobby',
        subject: 'bobby',
        response: { result: { from: 'alice', x: 1 } },
      });
      await until(
        () => bobby.api('GET', `/activations/${run.json.activationId}`),
        ({ status }) => status === 200,
      );
      expect((await alice.api('GET', `/activations/${run.json.activationId}`)).status).toBe(404);
      await bobby.api('PUT', '/packages/bound', { binding: { namespace: 'alice', name: 'shared' } });
      const bound = await bobby.api('POST', '/actions/bound/echo?blocking=true&result=true', {});
      expect(bound.json).toEqual({ from: 'alice' });
      await alice.api('PUT', '/packages/shared?overwrite=true', { publish: false });
      expect((await bobby.api('POST', '/actions/bound/echo?blocking=true', {})).status).toBe(403);
    });
  });

  it('a user may have several namespaces, and a namespace several users', async () => {
    const own = await user('carol');
    const team = apiClient({
      apihost: platform.apihost,
      auth: await admin.done('user', 'create', 'carol', '-n', 'team'),
    });
    const other = apiClient({
      apihost: platform.apihost,
      auth: await admin.done('user', 'create', 'david', '-n', 'team'),
    });
    expect((await team('PUT', '/actions/a', ECHO)).json.namespace).toBe('team');
    expect((await other('GET', '/actions')).json).toMatchObject([{ name: 'a' }]);
    expect((await own.api('GET', '/actions')).json).toEqual([]);
    expect((await admin.done('user', 'get', 'carol', '--all')).split('\n')).toHaveLength(2);
    expect(await admin.done('user', 'list', 'team', '--all')).toMatch(/\tcarol\n.*\tdavid$/);
    expect(await admin.done('user', 'whois', own.auth)).toBe('subject: carol\nnamespace: carol');
    expect(await admin.done('user', 'delete', 'carol', '-n', 'team')).toBe('Namespace deleted');
    expect((await team('GET', '/actions')).status).toBe(401);
    expect((await own.api('GET', '/actions')).status).toBe(200);
    expect(await admin.done('user', 'delete', 'carol')).toBe('Subject deleted');
    expect((await own.api('GET', '/actions')).status).toBe(401);
  });

  it('a blocked user is refused at the next request, and served at the next after that {errors.2.2}', async () => {
    const { api } = await user('erika');
    const web = () => fetch(`${platform.apihost}/api/v1/web/erika/default/page.json`).then(({ status }) => status);
    await api('PUT', '/actions/page', source(ECHO.exec.code, { annotations: [{ key: 'web-export', value: true }] }));
    expect([(await api('GET', '/actions')).status, await web()]).toEqual([200, 200]);
    expect(await admin.done('user', 'block', 'erika')).toBe('"erika" blocked successfully');
    const refused = await api('GET', '/actions');
    expect([refused.status, refused.json.error]).toEqual([401, 'The supplied authentication is invalid']);
    expect(await web()).toBe(404);
    expect(await admin.done('user', 'unblock', 'erika')).toBe('"erika" unblocked successfully');
    expect([(await api('GET', '/actions')).status, await web()]).toEqual([200, 200]);
  });

  it('a new key replaces the old one at once, the owner’s too', async () => {
    const { api, auth } = await user('frank');
    const fresh = await admin.done('user', 'rotate', 'frank');
    expect([fresh.split(':')[0], fresh === auth]).toEqual([auth.split(':')[0], false]);
    expect((await api('GET', '/actions')).status).toBe(401);
    expect((await apiClient({ apihost: platform.apihost, auth: fresh })('GET', '/actions')).status).toBe(200);
    const owners = await admin.done('user', 'rotate', 'guest');
    expect(readFileSync(join(platform.dataFolder, 'auth'), 'utf8').trim()).toBe(owners);
    expect((await apiClient(platform)('GET', '/actions')).status).toBe(401);
  });

  it('commands that cannot be carried out say why, and end with a code', async () => {
    const ends: [args: string[], code: number, text: RegExp][] = [
      [['user', 'get', 'nobody'], 1, /there is no subject 'nobody'/],
      [['user', 'create', 'me'], 2, /too short/],
      [['user', 'create', 'guest'], 1, /has the namespace 'guest' already/],
      [['user', 'block', 'nobody'], 1, /Failed to block "nobody"/],
      [['user', 'whois', 'nobody'], 1, /not recognized/],
      [['limits', 'set', 'guest', '--firesPerMinute', 'many'], 2, /firesPerMinute cannot be "many"/],
      [['limits', 'set', 'guest'], 2, /name one limit or more/],
      [['limits', 'get', 'nowhere'], 1, /default system limits apply/],
      [['limits', 'delete', 'nowhere'], 1, /no limits of its own/],
      [['user', 'promote', 'guest'], 1, /unknown command/],
    ];
    for (const [args, code, text] of ends) {
      const ended = await admin.run(...args);
      expect([args, ended.code]).toEqual([args, code]);
      expect(ended.stdout + ended.stderr).toMatch(text);
    }
    const nowhere = await adminOf(join(platform.dataFolder, 'nowhere')).run('namespace', 'list');
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('there is no data folder')]);
  });

  it('answers are JSON if asked for', async () => {
    const { stdout } = await admin.run('user', 'create', 'oscar', '--json');
    const made = JSON.parse(stdout) as { auth: string };
    expect(made).toEqual({ subject: 'oscar', namespace: 'oscar', uuid: made.auth.split(':')[0], auth: made.auth });
    const list = JSON.parse((await admin.run('namespace', 'list', '--json')).stdout) as object[];
    expect(list).toContainEqual({ namespace: 'oscar', subjects: ['oscar'], blocked: false });
  });
});

describe('a data folder', () => {
  let dataFolder: string;
  const started: RunningPlatform[] = [];
  /** A platform on the folder; it ends with the test, however that ends. */
  const start = async (env: Readonly<Record<string, string>> = {}) => {
    const platform = await startPlatform({ dataFolder, env });
    started.push(platform);
    return platform;
  };
  beforeEach(() => (dataFolder = freshFolder()));
  afterEach(async () => {
    for (const platform of started.splice(0)) await platform.kill();
    removeFolder(dataFolder);
  });

  it('is administered before, while and after a platform runs on it', async () => {
    const admin = adminOf(dataFolder);
    const before = await admin.done('user', 'create', 'alice');
    await admin.done('limits', 'set', 'alice', '--firesPerMinute', '7');
    const platform = await start();
    expect(statSync(join(dataFolder, 'admin.sock')).mode & 0o777).toBe(0o600);
    expect((await apiClient({ ...platform, auth: before })('GET', '/limits')).json.firesPerMinute).toBe(7);
    await admin.done('user', 'create', 'bobby');
    await admin.done('user', 'block', 'guest');
    await platform.kill();
    // The dead platform's socket is still there; nobody listens.
    expect(existsSync(join(dataFolder, 'admin.sock'))).toBe(true);
    expect(await admin.done('namespace', 'list')).toBe(
      'alice\talice\nbobby\tbobby\nguest\tguest\tblocked\nwhisk.system\twhisk.system',
    );
    const again = await start();
    expect((await apiClient(again)('GET', '/actions')).status).toBe(401);
    await admin.done('user', 'unblock', 'guest');
    expect((await apiClient(again)('GET', '/actions')).status).toBe(200);
    await again.stop();
    expect(existsSync(join(dataFolder, 'admin.sock'))).toBe(false);
  });

  it('holds only hashes of keys if so wished, and they work', async () => {
    const plain = await adminOf(dataFolder).done('user', 'create', 'alice');
    const env = { WHISKER_KEYS: 'hashed' };
    const platform = await start(env);
    const admin = adminOf(dataFolder);
    const auth = await admin.done('user', 'create', 'bobby');
    expect(await admin.done('user', 'get', 'bobby')).toBe(`${auth.split(':')[0]}:(only its hash is stored)`);
    expect(await admin.done('user', 'whois', auth)).toContain('subject: bobby');
    const clients = [plain, auth, platform.auth].map((each) => apiClient({ ...platform, auth: each }));
    for (const api of clients) expect((await api('GET', '/actions')).status).toBe(200);
    const [, api] = clients as [ApiClient, ApiClient];
    const annotations = [{ key: 'provide-api-key', value: true }];
    await api(
      'PUT',
      '/actions/key',
      source('function main() { return { key: process.env.__OW_API_KEY } }', { annotations }),
    );
    const { key } = (await api('POST', '/actions/key?blocking=true&result=true', {})).json as { key: string };
    expect([key.length, key === auth]).toEqual([auth.length, false]);
    const asAction = apiClient({ ...platform, auth: key });
    expect((await asAction('GET', '//api/v1/namespaces')).json).toEqual(['bobby']);
    expect((await asAction('POST', '/actions/key?blocking=true', {})).status).toBe(200);
    await admin.done('user', 'rotate', 'bobby');
    expect((await asAction('GET', '/actions')).status).toBe(401);
    await platform.stop();
    const stored = readdirSync(dataFolder).filter((name) => name.startsWith('subjects.db'));
    const bytes = stored.map((name) => readFileSync(join(dataFolder, name), 'latin1')).join('');
    for (const each of [plain, auth, platform.auth]) expect(bytes).not.toContain(each.split(':')[1]);
  });

  it('can keep shared packages from being read, not from being run {errors.4.42, errors.4.43, errors.4.44}', async () => {
    const platform = await start({ WHISKER_SHARED_PACKAGES_EXECUTE_ONLY: 'true' });
    const admin = adminOf(dataFolder);
    const owner = apiClient(platform);
    const other = apiClient({ ...platform, auth: await admin.done('user', 'create', 'alice') });
    await owner('PUT', '/packages/shared', { publish: true });
    await owner('PUT', '/actions/shared/echo', ECHO);
    await other('PUT', '/packages/bound', { binding: { namespace: 'guest', name: 'shared' } });
    const path = (rest: string) => `//api/v1/namespaces/guest${rest}`;
    const refused = [path('/actions/shared/echo'), '/actions/bound/echo', path('/packages/shared'), '/packages/bound'];
    const texts = [];
    for (const each of refused) {
      const { status, json } = await other('GET', each);
      texts.push([status, json.error]);
    }
    expect(texts).toEqual([
      [403, "GET not permitted for 'guest/shared' since it's an action in a shared package"],
      [
        403,
        "GET not permitted for 'alice/bound/echo'. Resource does not exist or is an action in a shared package binding.",
      ],
      [403, "GET not permitted for 'guest/shared' since it's a shared package"],
      [403, 'GET not permitted since bound is a binding of a shared package'],
    ]);
    for (const action of [path('/actions/shared/echo'), '/actions/bound/echo']) {
      expect((await other('POST', `${action}?blocking=true&result=true`, { x: 1 })).json).toEqual({ x: 1 });
    }
    expect((await owner('GET', '/actions/shared/echo')).status).toBe(200);
  });
});
