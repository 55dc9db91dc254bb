import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installModules } from './action-modules';

describe('the packages of a runtime', () => {
  const root = mkdtempSync(join(tmpdir(), 'whisker-modules-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const runtime = join(root, 'runtimes/nodejs');
  const state = join(root, 'state');

  const put = (folder: string, version: string, dependencies: Record<string, string> = {}): void => {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ version, dependencies }));
    writeFileSync(join(root, folder, 'index.js'), `// ${folder} ${version}`);
  };
  const install = () => installModules(state, join(runtime, 'proxy.cjs'));

  it('are none if it lists none, or they are not installed', () => {
    put('runtimes/nodejs', '1.0.0');
    expect(install()).toBeUndefined();
    put('runtimes/nodejs', '1.0.0', { absent: '*' });
    expect(install()).toBeUndefined();
    expect(existsSync(state)).toBe(false);
  });

  it('are copied with what they need, nested ones where they were', () => {
    put('runtimes/nodejs', '1.0.0', { client: '*' });
    put('node_modules/client', '3.0.0', { http: '*', '@scope/retry': '*' });
    put('node_modules/http', '2.0.0', { text: '1', client: '*' });
    put('node_modules/http/node_modules/text', '1.0.0', { '@scope/retry': '*' });
    put('node_modules/@scope/retry', '1.0.0', { text: '2' });
    put('node_modules/text', '2.0.0');
    put('node_modules/unrelated', '1.0.0');
    const modules = install() ?? '';
    expect(readdirSync(modules).sort()).toEqual(['@scope', 'client', 'http', 'text']);
    expect(readFileSync(join(modules, 'http/node_modules/text/index.js'), 'utf8')).toContain('1.0.0');
    expect(readFileSync(join(modules, 'text/index.js'), 'utf8')).toContain('2.0.0');
  });

  it('are copied once for a set of versions', () => {
    const before = install() ?? '';
    writeFileSync(join(before, 'client/mark'), '');
    expect(install()).toBe(before);
    expect(existsSync(join(before, 'client/mark'))).toBe(true);
    put('node_modules/text', '2.0.1');
    expect(install()).not.toBe(before);
    expect(readdirSync(join(state, 'modules'))).toHaveLength(2);
  });
});
