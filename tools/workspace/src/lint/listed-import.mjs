import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { readJson } from '../workspaces.mjs';

/**
 * A package lists what it imports. npm hoists all packages into one node_modules, so an unlisted import works here and
 * breaks at whoever installs the package; and Nx reads the order of the projects from these lists only.
 * @type {import('eslint').Rule.RuleModule}
 */
export const listedImport = {
  meta: {
    type: 'problem',
    messages: { unlisted: '"{{name}}" is not among the dependencies in {{manifest}}.' },
    schema: [],
  },
  create({ filename, cwd, report }) {
    const manifest = nearestManifest(dirname(filename));
    const listed = new Set([...listedIn(manifest, isForDevelopers(filename, cwd)), readJson(manifest).name]);
    if (isForDevelopers(filename, cwd)) {
      for (const name of [...listedIn(join(cwd, 'package.json'), true), '@whisker/testing']) listed.add(name);
    }

    /** @param {import('estree').Node} node @param {unknown} specifier */
    const check = (node, specifier) => {
      if (typeof specifier !== 'string' || /^[./#]/.test(specifier) || isBuiltin(specifier)) return;
      const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
      if (!listed.has(name)) report({ node, messageId: 'unlisted', data: { name, manifest: relative(cwd, manifest) } });
    };
    /** @param {any} node any node with the source of an import or a re-export */
    const checkSource = (node) => check(node, node.source?.value);
    return {
      ImportDeclaration: checkSource,
      ImportExpression: checkSource,
      ExportNamedDeclaration: checkSource,
      ExportAllDeclaration: checkSource,
      CallExpression(node) {
        const [argument] = node.arguments;
        const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
        if (isRequire && argument?.type === 'Literal') check(node, argument.value);
      },
    };
  },
};

/**
 * Specs, what supports them and tools are not what a user installs: for them the root's developer dependencies count too.
 * @param {string} file
 * @param {string} root
 */
function isForDevelopers(file, root) {
  const path = file.slice(root.length + 1);
  return (
    /\.(spec|e2e|parts)\.ts$|\/src\/testing\//.test(path) || /^(tools|apps\/e2e)\//.test(path) || !path.includes('/')
  );
}

/** @param {string} folder @returns {string} */
function nearestManifest(folder) {
  const manifest = join(folder, 'package.json');
  return existsSync(manifest) ? manifest : nearestManifest(dirname(folder));
}

/** @param {string} manifest @param {boolean} withDevDependencies */
function listedIn(manifest, withDevDependencies) {
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = readJson(manifest);
  const dev = withDevDependencies ? devDependencies : {};
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies, ...dev });
}
