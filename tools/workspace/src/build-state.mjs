import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundles, filesOf } from './bundles.mjs';

/**
 * What ends up in a bundle, or decides how it is made. The runtimes under docker/ are not among them: a bundle looks
 * them up when it runs.
 */
const sources = ['apps', 'libs', 'tools/workspace', 'package-lock.json', 'tsconfig.base.json'];
const skippedFolders = new Set(['node_modules', 'dist']);

/** @param {string} root */
const stampFile = (root) => join(root, 'dist/.whisker-stamp');

/**
 * Whether the bundles are there and no source changed since.
 * @param {string} root
 */
export function isBuilt(root) {
  return (
    bundles.flatMap(filesOf).every((file) => existsSync(join(root, file))) &&
    existsSync(stampFile(root)) &&
    readFileSync(stampFile(root), 'utf8') === sourceStamp(root)
  );
}

/**
 * @param {string} root
 * @param {string} stamp taken before the build began, so that a source edited meanwhile is built again
 */
export function markBuilt(root, stamp) {
  writeFileSync(stampFile(root), stamp);
}

/**
 * Changes when a source is added, removed or saved. Looks at sizes and times only: reading a whole workspace at every
 * start would take longer than the start.
 * @param {string} root
 * @returns {string}
 */
export function sourceStamp(root) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesBelow(root, source))) {
    const { mtimeMs, size } = statSync(join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} path a file or a folder, relative to the root
 * @returns {string[]}
 */
function filesBelow(root, path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : filesBelow(root, `${path}/${entry.name}`);
      return isSource(entry.name) ? [`${path}/${entry.name}`] : [];
    });
}

/** @param {string} name */
const isSource = (name) => !/\.(spec|e2e)\.ts$/.test(name);
