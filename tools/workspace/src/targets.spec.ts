import { describeProject } from './targets.mjs';
import { temporaryTree } from './temporary-tree';

const library = { exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } };
const root = temporaryTree({
  'libs/entities/package.json': library,
  'libs/entities/tsconfig.json': {},
  'libs/entities/src/index.ts': '',
  'libs/adapters/kafka/package.json': library,
  'apps/wsk/package.json': {},
  'apps/wsk/tsconfig.json': {},
  'apps/wsk/src/main.ts': '',
  'docker/runtimes/python/package.json': { exports: { './proxy': './proxy.py' } },
});
const targetsOf = (folder: string): string[] => Object.keys(describeProject(root, folder).targets ?? {}).sort();

test('a library lints, tests, checks its types and builds', () => {
  expect(targetsOf('libs/entities')).toEqual(['build', 'lint', 'test', 'typecheck']);
});

test('an application has no library to build', () => {
  expect(targetsOf('apps/wsk')).toEqual(['lint', 'test', 'typecheck']);
  expect(describeProject(root, 'apps/wsk').projectType).toBe('application');
});

test('a package without TypeScript lints and tests', () => {
  expect(targetsOf('docker/runtimes/python')).toEqual(['lint', 'test']);
});

test('an adapter is tagged with its name', () => {
  expect(describeProject(root, 'libs/adapters/kafka').tags).toEqual(['adapter:kafka']);
  expect(describeProject(root, 'libs/entities').tags).toEqual([]);
});
