import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { readJson, workspaceFolders } from './workspaces.mjs';

/**
 * @typedef {Record<string, unknown>} LockEntry what a lock file says of one folder
 * @typedef {Record<string, LockEntry>} LockEntries by folder, relative to the root; '' is the root itself
 */

/** The fields of a package.json that decide what npm installs; a changed description is no reason to install again. */
const installFields = ['name', 'version', 'workspaces', 'overrides', 'bin', 'os', 'cpu', 'engines'];
/** The fields of a lock entry that tell one installed package from another; npm adds remarks to the rest. */
const identityFields = ['version', 'integrity', 'link'];
const dependencyFields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** @param {string} root */
const lockFile = (root) => join(root, 'package-lock.json');
/** npm's own record of what it put into node_modules, rewritten by every install. @param {string} root */
const installedLockFile = (root) => join(root, 'node_modules/.package-lock.json');
/** @param {string} root */
const stampFile = (root) => join(root, 'node_modules/.whisker-stamp');

/**
 * Whether node_modules holds what package-lock.json asks for. Answers from a stamp; without one (somebody ran npm by
 * hand) it compares npm's record with the lock, once, and leaves a stamp.
 * @param {string} root
 * @returns {boolean}
 */
export function isInstalled(root) {
  if (!existsSync(installedLockFile(root))) return false;
  const stamp = currentStamp(root);
  if (existsSync(stampFile(root)) && readFileSync(stampFile(root), 'utf8') === stamp) return true;
  const lock = readJson(lockFile(root)).packages;
  const installed = readJson(installedLockFile(root)).packages;
  if (!lockMatchesManifests(lock, readManifests(root)) || !treeMatchesLock(installed, lock)) return false;
  writeFileSync(stampFile(root), stamp);
  return true;
}

/**
 * Remembers that node_modules is as the lock asks. Called right after an install.
 * @param {string} root
 */
export function markInstalled(root) {
  writeFileSync(stampFile(root), currentStamp(root));
}

/**
 * Whether every package.json asks for what the lock was made from, and the lock knows no folder that is gone.
 * @param {LockEntries} lock
 * @param {LockEntries} manifests
 * @returns {boolean}
 */
export function lockMatchesManifests(lock, manifests) {
  const folders = Object.keys(lock).filter((folder) => !/(^|\/)node_modules\//.test(folder));
  return (
    isDeepStrictEqual(folders.sort(), Object.keys(manifests).sort()) &&
    folders.every((folder) =>
      dependencyFields.every((field) =>
        isDeepStrictEqual(lock[folder]?.[field] ?? {}, manifests[folder]?.[field] ?? {}),
      ),
    )
  );
}

/**
 * Whether what npm installed is what the lock lists. An optional package may be absent: it is for another system.
 * @param {LockEntries} installed
 * @param {LockEntries} lock
 * @returns {boolean}
 */
export function treeMatchesLock(installed, lock) {
  const unknown = Object.keys(installed).some((folder) => !(folder in lock));
  return (
    !unknown &&
    Object.entries(lock).every(([folder, entry]) =>
      folder in installed
        ? identityFields.every((field) => installed[folder]?.[field] === entry[field])
        : folder === '' || entry.optional === true || entry.devOptional === true,
    )
  );
}

/**
 * Changes with the lock, with what the manifests ask for, and with every run of npm.
 * @param {string} root
 */
function currentStamp(root) {
  const { mtimeMs, size } = statSync(installedLockFile(root));
  return createHash('sha256')
    .update(readFileSync(lockFile(root)))
    .update(JSON.stringify(readManifests(root)))
    .update(`${mtimeMs} ${size}`)
    .digest('hex');
}

/**
 * @param {string} root
 * @returns {LockEntries}
 */
function readManifests(root) {
  const folders = ['', ...workspaceFolders(root)];
  return Object.fromEntries(
    folders.map((folder) => [folder, installPart(readJson(join(root, folder, 'package.json')))]),
  );
}

/** @param {LockEntry} manifest */
function installPart(manifest) {
  const fields = [...installFields, ...dependencyFields].filter((field) => manifest[field] !== undefined);
  return Object.fromEntries(fields.map((field) => [field, manifest[field]]));
}
