import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} file
 * @returns {any}
 */
export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * The folders of the workspace's packages, relative to the root and sorted, by the `workspaces` of the root
 * package.json. A pattern is a folder or ends in `/*`; npm knows more, this workspace needs no more.
 * @param {string} root
 * @returns {string[]}
 */
export function workspaceFolders(root) {
  /** @type {string[]} */
  const patterns = readJson(join(root, 'package.json')).workspaces ?? [];
  return patterns
    .flatMap((pattern) => (pattern.endsWith('/*') ? childrenOf(root, pattern.slice(0, -2)) : [pattern]))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .sort();
}

/** @param {string} root @param {string} parent */
const childrenOf = (root, parent) =>
  existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`) : [];
