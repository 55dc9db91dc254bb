import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readJson } from './workspaces.mjs';

/**
 * What Nx needs to know of a package beyond its package.json. Commands run in the workspace's root, where the
 * configurations are.
 * @param {string} root
 * @param {string} folder relative to the root
 * @returns {import('@nx/devkit').ProjectConfiguration}
 */
export function describeProject(root, folder) {
  const hasTypes = ['tsconfig.json', 'src'].every((name) => existsSync(join(root, folder, name)));
  const emitsDist = JSON.stringify(readJson(join(root, folder, 'package.json')).exports ?? {}).includes('./dist/');
  return {
    root: folder,
    projectType: folder.startsWith('apps/') ? 'application' : 'library',
    // Lets a lint rule speak of one adapter: each client library belongs to a single one.
    tags: dirname(folder) === 'libs/adapters' ? [`adapter:${basename(folder)}`] : [],
    targets: {
      lint: command(`eslint --no-error-on-unmatched-pattern ${folder}`),
      test: command(`jest --passWithNoTests ${folder}/`),
      ...(hasTypes && { typecheck: command(typecheck(folder)) }),
      ...(hasTypes && emitsDist && { build: command(`${tsc} -p ${folder}`) }),
    },
  };
}

/** By its path: two versions of TypeScript may stand beside each other, and either may own the name `tsc`. */
const tsc = 'node node_modules/typescript/bin/tsc';

/**
 * Reads the sources of the packages it depends on, as an editor does: no build comes first. `build` reads their dist,
 * as an embedder does.
 * @param {string} folder
 */
const typecheck = (folder) => `${tsc} -p ${folder} --noEmit --rootDir . --customConditions @whisker/source`;

/**
 * @param {string} line
 * @returns {import('@nx/devkit').TargetConfiguration}
 */
const command = (line) => ({ executor: 'nx:run-commands', options: { command: line } });
