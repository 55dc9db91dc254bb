import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listFolder } from './folder-listing';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wsk-spec-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('lists what is below a folder, links followed, circles left out', async () => {
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  writeFileSync(join(folder, 'a/b/run'), '');
  chmodSync(join(folder, 'a/b/run'), 0o755);
  writeFileSync(join(folder, 'z.js'), '', { mode: 0o644 });
  symlinkSync('a/b', join(folder, 'link'));
  symlinkSync('..', join(folder, 'a/up'));
  expect(await listFolder(folder)).toEqual([
    { path: 'a/b/run', isExecutable: true },
    { path: 'link/run', isExecutable: true },
    { path: 'z.js', isExecutable: false },
  ]);
});

it('has nothing for a file and for what is not there', async () => {
  writeFileSync(join(folder, 'file'), '');
  expect([await listFolder(join(folder, 'file')), await listFolder(join(folder, 'none'))]).toEqual([
    undefined,
    undefined,
  ]);
});
