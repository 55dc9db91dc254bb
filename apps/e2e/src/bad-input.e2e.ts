import { chmodSync, mkdirSync, writeFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { apiClient } from './api';
import { freshFolder, removeFolder, startPlatform } from './platform';
import { runWhisker as run } from './whisker-command';

describe('whisker up with bad input', () => {
  let folder: string;
  beforeEach(() => (folder = freshFolder()));
  afterEach(() => removeFolder(folder));

  it('says which port is in use and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const ended = await run(['up', '--port', String(port), '--data', folder]);
    other.close();
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(`port ${port} is in use`);
    expect(ended.stderr).toContain('--port');
  });

  it('says which setting cannot be used', async () => {
    const ended = await run(['up', '--port', 'abc', '--data', folder]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/'abc' cannot be used for port \(--port or WHISKER_PORT\)/);
    const memory = await run(['up', '--data', folder], { WHISKER_MEMORY: '1' });
    expect(memory.stderr).toContain('WHISKER_MEMORY');
  });

  it('says that the data folder is a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const ended = await run(['up', '--port', '0', '--data', file]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(file);
  });

  it('says that the data folder is in use', async () => {
    const platform = await startPlatform({ dataFolder: folder });
    const ended = await run(['up', '--port', '0', '--data', folder]);
    await platform.stop();
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(folder);
    expect(ended.stderr).toContain(String(platform.pid));
  });

  it('says which file of the data folder is corrupt, and leaves it', async () => {
    const platform = await startPlatform({ dataFolder: folder });
    await platform.stop();
    const databases = readdirSync(folder).filter((name) => name.endsWith('.db'));
    expect(databases.length).toBeGreaterThan(0);
    const [first] = databases.map((name) => join(folder, name));
    writeFileSync(first as string, 'this is no database '.repeat(500));
    const ended = await run(['up', '--port', '0', '--data', folder]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(first);
    expect(statSync(first as string).size).toBe('this is no database '.length * 500);
  });

  it('keeps the key to its owner', async () => {
    const platform = await startPlatform({ dataFolder: folder });
    await platform.stop();
    expect(statSync(join(folder, 'auth')).mode & 0o777).toBe(0o600);
    expect(platform.auth).toMatch(/^[0-9a-f-]{36}:[A-Za-z0-9]{64}$/);
  });

  it('is refused a folder it cannot write', async () => {
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    writeFileSync(join(locked, 'data'), '');
    chmodSync(locked, 0o500);
    // Root may write anywhere, so a path below a file stands for the folder nobody can make.
    const ended = await run([
      'up',
      '--port',
      '0',
      '--data',
      process.getuid?.() === 0 ? join(locked, 'data', 'below') : join(locked, 'new'),
    ]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/whisker: .*locked/);
    expect(ended.stderr.trim().split('\n').length).toBeLessThan(4);
  });
});

describe('the API with bad input', () => {
  it('refuses each with its text {limits.1.6, limits.1.7}', async () => {
    const platform = await startPlatform();
    const api = apiClient(platform);
    const action = (code: unknown, kind = 'nodejs:default') => ({ exec: { kind, code } });
    const refused: [status: number, text: RegExp, method: string, path: string, body?: unknown][] = [
      [400, /^The request content was malformed:\n/, 'PUT', '/actions/a', '{"exec":'],
      [
        400,
        /The specified runtime 'cobol' is not supported by this platform\. Valid values are: /,
        'PUT',
        '/actions/a',
        action('x', 'cobol'),
      ],
      [400, /'code' must be a string/, 'PUT', '/actions/a', { exec: { kind: 'nodejs:default' } }],
      [
        413,
        /^exec larger than allowed: \d+ > 50331648 bytes\.$/,
        'PUT',
        '/actions/a',
        action('x'.repeat(48 * 1024 * 1024 + 1)),
      ],
      [
        413,
        /^parameters larger than allowed: /,
        'PUT',
        '/actions/a',
        { ...action('x y'), parameters: [{ key: 'a', value: 'x'.repeat(1024 * 1024) }] },
      ],
      [
        413,
        /^Request larger than allowed: \d+ > 1048576 bytes\.$/,
        'POST',
        '/actions/a',
        { a: 'x'.repeat(1024 * 1024) },
      ],
      [400, /^The name of the entity contains illegal characters\.$/, 'PUT', '/actions/a!b', action('x y')],
      [400, /^Name segement longer than allowed: 300 > 256\.$/, 'PUT', `/actions/${'x'.repeat(300)}`, action('x y')],
      [
        400,
        /memory size 64 MB below allowed threshold of 128 MB/,
        'PUT',
        '/actions/a',
        { ...action('x y'), limits: { memory: 64 } },
      ],
      [404, /^The requested resource does not exist\.$/, 'POST', '/actions/missing', {}],
    ];
    for (const [status, text, method, path, body] of refused) {
      const answer = await api(method, path, body);
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.json.error).toMatch(text);
      expect(answer.json.code).toBe(answer.headers.get('x-request-id'));
    }
    expect((await api('GET', '/actions', undefined, { authorization: 'Basic eDp5' })).status).toBe(401);
    await platform.stop();
    removeFolder(platform.dataFolder);
  });
});
