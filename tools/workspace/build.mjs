// Builds the programs: `node tools/workspace/build.mjs`. prepare.mjs imports it once the packages are installed.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildInfo } from './src/build-info.mjs';
import { apartFile, bundles, externals } from './src/bundles.mjs';
import { decoratorMetadata } from './src/decorator-metadata.mjs';
import { nodeGuard } from './src/node-guard.mjs';
import { Refusal, runCommand } from './src/refusal.mjs';

/** The oldest Node the programs run on. */
const OLDEST_NODE = 24;

/**
 * Builds every program whose entry exists.
 * @param {string} root
 * @throws {Refusal} after the others are built, if an entry is missing or does not compile
 */
export async function buildBundles(root) {
  const results = await Promise.allSettled(bundles.map((bundle) => buildBundle(root, bundle)));
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (reasons.length > 0) throw new Refusal(reasons.map((reason) => reason.message).join('\n'));
}

/**
 * @param {string} root
 * @param {import('./src/bundles.mjs').Bundle} bundle
 */
async function buildBundle(root, { entry, outfile, apart = [] }) {
  if (!existsSync(join(root, entry))) throw new Refusal(`cannot build ${outfile}: ${entry} does not exist`);
  // What is apart first: a program of the new kind must not start before its parts are there.
  for (const name of apart) {
    const module = { contents: `module.exports = require('${name}');`, resolveDir: dirname(join(root, entry)) };
    await write(root, { stdin: module, outfile: join(dirname(outfile), apartFile(name)) });
  }
  await write(root, {
    entryPoints: [entry],
    outfile,
    plugins: [keptApart(apart), decoratorMetadata],
    banner: { js: nodeGuard(OLDEST_NODE) },
    // What is apart is required: a file in CommonJS gives all its names only that way.
    ...(apart.length > 0 && { supported: { 'dynamic-import': false } }),
  });
}

/**
 * Lets lazy imports of `names` find the files beside the program.
 * @param {readonly string[]} names
 * @returns {import('esbuild').Plugin}
 */
function keptApart(names) {
  return {
    name: 'kept-apart',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind === 'dynamic-import' && names.includes(path)
          ? { path: `./${apartFile(path)}`, external: true }
          : undefined,
      );
    },
  };
}

/**
 * @param {string} root
 * @param {import('esbuild').BuildOptions & { outfile: string }} options
 */
async function write(root, options) {
  const { outputFiles } = await compile(root, options);
  for (const { path, contents } of outputFiles ?? []) replaceFile(path, contents);
}

/**
 * esbuild prints what it finds wrong to standard error by itself; what it throws repeats it.
 * @param {string} root
 * @param {import('esbuild').BuildOptions & { outfile: string }} options
 */
function compile(root, options) {
  const { version, date } = buildInfo(root);
  return build({
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    conditions: ['@whisker/source'],
    external: externals,
    define: { WHISKER_VERSION: JSON.stringify(version), WHISKER_BUILD_DATE: JSON.stringify(date) },
    sourcemap: 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  }).catch(() => {
    throw new Refusal(`cannot build ${options.outfile}: see the errors above`);
  });
}

/**
 * A rename swaps the whole file at once: a program that starts meanwhile reads the old one or the new one.
 * @param {string} path
 * @param {Uint8Array} contents
 */
function replaceFile(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}`);
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runCommand(() => buildBundles(join(dirname(fileURLToPath(import.meta.url)), '../..')));
}
