// @ts-check
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/**
 * Runs `npm install` for an unpacked action that brings a list of dependencies but not the modules, if the operator
 * allows it (`OW_ENABLE_INIT_INSTALL=true`). Best effort: npm's words go to the log, and a module that is still
 * missing fails where it is required.
 *
 * @param {string} folder
 */
function installIfWanted(folder) {
  if (process.env.OW_ENABLE_INIT_INSTALL !== 'true') return;
  if (fs.existsSync(path.join(folder, 'node_modules')) || !hasDependencies(folder)) return;
  const { error, stdout, stderr } = spawnSync('npm', ['install', '--omit=dev', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
  });
  process.stdout.write(stdout ?? '');
  process.stderr.write(error ? `npm install: ${error.message}\n` : stderr);
}

/** @param {string} folder */
function hasDependencies(folder) {
  const description = path.join(folder, 'package.json');
  if (!fs.existsSync(description)) return false;
  return Object.keys(JSON.parse(fs.readFileSync(description, 'utf8')).dependencies ?? {}).length > 0;
}

module.exports = { installIfWanted };
