import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Runtimes } from '@whisker/entities';
import { describeInterpreters, findInterpreters, interpreterOf } from './interpreters';

describe('interpreters', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whisker-interpreters-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const calls = join(folder, 'calls');
  const timesAsked = (): number => (existsSync(calls) ? readFileSync(calls, 'utf8').length : 0);

  /** A script that answers like an interpreter of that version, or not at all. */
  function fake(name: string, version?: string): string {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    const answer =
      version === undefined
        ? 'exit 1'
        : `printf '%s\\n' '${version}' '${path}' '${join(folder, 'prefix')}' '${join(folder, 'prefix')}'`;
    writeFileSync(path, `#!/bin/sh\nprintf x >> '${calls}'\n${answer}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  const python = fake('bin/python3', '3.12.4');
  fake('bin/python3.9', '3.9.1');
  fake('bin/python3.10');
  fake('bin/python3-config', '3.12.4');
  const node = fake('bin/node', '18.1.0');
  const given = fake('mine/node', '20.5.0');
  symlinkSync(join(folder, 'bin'), join(folder, 'same'));
  mkdirSync(join(folder, 'prefix/lib'), { recursive: true });
  const search = {
    searchPath: `${join(folder, 'bin')}:${join(folder, 'same')}::relative:${join(folder, 'missing')}`,
    interpreterPaths: [given, join(folder, 'mine/none/node')],
  };

  it('finds given ones, the Node of this process and those on the path, each once', async () => {
    const found = await findInterpreters(search);
    expect(found.map(({ path, version, source }) => [path, version, source])).toEqual([
      [given, '20.5.0', 'given'],
      [expect.any(String), process.versions.node, 'this process'],
      [node, '18.1.0', 'search path'],
      [python, '3.12.4', 'search path'],
      [join(folder, 'bin/python3.9'), '3.9.1', 'search path'],
    ]);
    expect(found[3]?.needs).toEqual([join(folder, 'prefix/lib')]);
  });

  it('asks each binary once, until it changes', async () => {
    const cacheFile = join(folder, 'state/interpreters.json');
    const before = timesAsked();
    const first = await findInterpreters({ ...search, cacheFile });
    expect(timesAsked() - before).toBe(5);
    await expect(findInterpreters({ ...search, cacheFile })).resolves.toEqual(first);
    expect(timesAsked() - before).toBe(5);
    utimesSync(python, 1, 1);
    await findInterpreters({ ...search, cacheFile });
    expect(timesAsked() - before).toBe(6);
    writeFileSync(cacheFile, '{ broken');
    await expect(findInterpreters({ ...search, cacheFile })).resolves.toEqual(first);
  });

  it('prefers the versions of a version manager to its shims', async () => {
    fake('manager/shims/python3');
    const installed = fake('manager/versions/3.11.7/bin/python3.11', '3.11.7');
    const found = await findInterpreters({ searchPath: join(folder, 'manager/shims') });
    expect(found.filter(({ family }) => family === 'python').map(({ path }) => path)).toEqual([installed]);
  });

  it('serves a kind with any interpreter of its version', async () => {
    const found = await findInterpreters(search);
    const paths = [
      'nodejs:20',
      'nodejs:18',
      'nodejs:2',
      'python:3.12',
      'python:3',
      'python:3.1',
      'python:3.9',
      'java:8',
    ].map((kind) => interpreterOf(kind, found)?.version);
    expect(paths).toEqual(['20.5.0', '18.1.0', undefined, '3.12.4', '3.12.4', undefined, '3.9.1', undefined]);
  });

  it('describes the kinds of a manifest', async () => {
    const runtimes = Runtimes.parse({
      runtimes: { nodejs: [{ kind: 'nodejs:18' }, { kind: 'nodejs:6', default: true }], java: [{ kind: 'java:8' }] },
    });
    await expect(describeInterpreters(runtimes, search)).resolves.toEqual([
      { kind: 'nodejs:18', path: node, version: '18.1.0', source: 'search path' },
      { kind: 'nodejs:6', path: undefined, version: undefined, source: undefined },
    ]);
  });
});
