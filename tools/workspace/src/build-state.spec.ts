import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt, markBuilt, sourceStamp } from './build-state.mjs';
import { bundles, filesOf } from './bundles.mjs';
import { temporaryTree } from './temporary-tree';

const built = Object.fromEntries(bundles.flatMap(filesOf).map((file) => [file, '']));
const root = temporaryTree({
  'apps/wsk/src/main.ts': '1',
  'libs/entities/src/index.ts': '1',
  'tools/workspace/build.mjs': '1',
  'package-lock.json': {},
  'tsconfig.base.json': {},
  ...built,
});
const write = (path: string, content: string): void => writeFileSync(join(root, path), content);

beforeEach(() => markBuilt(root, sourceStamp(root)));

test('nothing is built again while no source changes', () => expect(isBuilt(root)).toBe(true));

test('a changed source is built again', () => {
  write('libs/entities/src/index.ts', '1 + 1');
  expect(isBuilt(root)).toBe(false);
});

test('a new source and a removed one are seen', () => {
  write('libs/entities/src/name.ts', '1');
  expect(isBuilt(root)).toBe(false);
  markBuilt(root, sourceStamp(root));
  rmSync(join(root, 'libs/entities/src/name.ts'));
  expect(isBuilt(root)).toBe(false);
});

test('a spec is no source', () => {
  write('libs/entities/src/index.spec.ts', '1');
  expect(isBuilt(root)).toBe(true);
});

test('an edit during a build is built next time', () => {
  const stamp = sourceStamp(root);
  write('libs/entities/src/index.ts', '1 + 1 + 1');
  markBuilt(root, stamp);
  expect(isBuilt(root)).toBe(false);
});

test('a bundle that is gone is built again', () => {
  rmSync(join(root, bundles[0]!.outfile));
  expect(isBuilt(root)).toBe(false);
});
