import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './workspaces.mjs';

/**
 * What a program tells of itself.
 * @typedef {object} BuildInfo
 * @property {string} version that of the root package.json
 * @property {string} date day of the sources, `YYYY-MM-DD`
 */

/**
 * The same sources give the same answer whenever and wherever they are built: the day is that of `SOURCE_DATE_EPOCH`
 * (seconds; https://reproducible-builds.org), or of the last commit, or, outside a repository, of the root package.json.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {BuildInfo}
 */
export function buildInfo(root, environment = process.env) {
  const manifest = join(root, 'package.json');
  const seconds = Number(environment.SOURCE_DATE_EPOCH || commitTime(root) || statSync(manifest).mtimeMs / 1000);
  return { version: readJson(manifest).version, date: new Date(seconds * 1000).toISOString().slice(0, 10) };
}

/** @param {string} root @returns {string} seconds; empty outside a repository */
function commitTime(root) {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}
