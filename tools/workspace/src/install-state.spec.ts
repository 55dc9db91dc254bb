import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled, lockMatchesManifests, treeMatchesLock } from './install-state.mjs';
import { temporaryTree } from './temporary-tree';

const lock = {
  '': { name: 'root', workspaces: ['libs/*'] },
  'libs/a': { name: 'a', dependencies: { left: '1.0.0' } },
  'node_modules/left': { version: '1.0.0', integrity: 'sha512-1' },
  'node_modules/right': { version: '2.0.0', optional: true },
};
const manifests = { '': lock[''], 'libs/a': lock['libs/a'] };

describe('the lock and the manifests', () => {
  test('agree when every package.json asks for what the lock was made from', () => {
    expect(lockMatchesManifests(lock, manifests)).toBe(true);
  });

  test('differ after a dependency changed, a package came or a package went', () => {
    const raised = { name: 'a', dependencies: { left: '1.1.0' } };
    expect(lockMatchesManifests(lock, { ...manifests, 'libs/a': raised })).toBe(false);
    expect(lockMatchesManifests(lock, { ...manifests, 'libs/b': { name: 'b' } })).toBe(false);
    expect(lockMatchesManifests(lock, { '': lock[''] })).toBe(false);
  });
});

describe('the installed packages and the lock', () => {
  const { 'node_modules/right': optional, '': _root, ...installed } = lock;

  test('agree also when an optional package is left out', () => {
    expect(treeMatchesLock(installed, lock)).toBe(true);
    expect(treeMatchesLock({ ...installed, 'node_modules/right': optional }, lock)).toBe(true);
  });

  test('agree whatever else npm remarks on a package', () => {
    const remarked = { ...lock['node_modules/left'], hasInstallScript: true };
    expect(treeMatchesLock({ ...installed, 'node_modules/left': remarked }, lock)).toBe(true);
  });

  test('differ when a package is missing, other or unknown', () => {
    expect(treeMatchesLock({ 'libs/a': lock['libs/a'] }, lock)).toBe(false);
    expect(treeMatchesLock({ ...installed, 'node_modules/left': { version: '1.0.1' } }, lock)).toBe(false);
    expect(treeMatchesLock({ ...installed, 'node_modules/up': { version: '1.0.0' } }, lock)).toBe(false);
  });
});

test('a tree that npm filled by hand is taken as installed, until what it was made from changes', () => {
  const { '': _root, ...installed } = lock;
  const root = temporaryTree({
    'package.json': lock[''],
    'libs/a/package.json': { ...lock['libs/a'], description: 'first' },
    'package-lock.json': { packages: lock },
  });
  expect(isInstalled(root)).toBe(false);

  const tree = temporaryTree({
    'package.json': lock[''],
    'libs/a/package.json': { ...lock['libs/a'], description: 'first' },
    'package-lock.json': { packages: lock },
    'node_modules/.package-lock.json': { packages: installed },
  });
  expect(isInstalled(tree)).toBe(true);
  writeFileSync(join(tree, 'libs/a/package.json'), JSON.stringify({ ...lock['libs/a'], description: 'second' }));
  expect(isInstalled(tree)).toBe(true);
  writeFileSync(join(tree, 'libs/a/package.json'), JSON.stringify({ name: 'a', dependencies: { left: '2.0.0' } }));
  expect(isInstalled(tree)).toBe(false);
});
