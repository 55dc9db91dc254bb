import { delimiter } from 'node:path';
import { runChild } from './child.mjs';
import { markInstalled } from './install-state.mjs';
import { Refusal, say } from './refusal.mjs';

/**
 * Puts into node_modules exactly what package-lock.json lists. No install script runs: none is needed here, and a
 * script of a package nobody looked at should not run on a developer's machine.
 * @param {string} root
 * @param {string} [what] for the one who waits
 */
export async function install(root, what = 'the packages of package-lock.json') {
  say(`installing ${what} (about half a minute)`);
  const { code, output, stopped } = await runChild(['npm', 'ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: root,
    env: { ...process.env, PATH: withoutLocalBinaries(process.env.PATH ?? '') },
    capture: true,
  });
  if (stopped) throw new Refusal('stopped while installing');
  if (code === 127) throw new Refusal('npm is missing. It comes with Node: install Node 20.19 or newer with its npm.');
  if (code !== 0) throw new Refusal(`could not install ${what}. ${explainFailure(output)}`);
  markInstalled(root);
}

/**
 * npm must not run on the Node it is about to delete and install again.
 * @param {string} path
 */
export function withoutLocalBinaries(path) {
  return path
    .split(delimiter)
    .filter((folder) => !folder.endsWith('node_modules/.bin'))
    .join(delimiter);
}

/**
 * @param {string} output what a failed `npm ci` printed
 * @returns {string} the part that says what is wrong, and what to do
 */
export function explainFailure(output) {
  const [reason = ''] = output.split(/^npm error Clean install a project$/m);
  const advice = /can only install packages when your package\.json/.test(reason)
    ? 'package-lock.json does not fit the package.json files. Run `npm install`, then commit the lock.'
    : 'installing failed, see above. Is the package registry within reach (`npm ping`)? Then run this again.';
  return `npm says:\n${reason.trimEnd().replace(/\nnpm error$/, '')}\nwhisker: ${advice}`;
}
