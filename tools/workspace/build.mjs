// Builds the programs: `node tools/workspace/build.mjs`. prepare.mjs imports it once the packages are installed.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildInfo } from './src/build-info.mjs';
import { bundles, externals } from './src/bundles.mjs';
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
async function buildBundle(root, { entry, outfile }) {
  if (!existsSync(join(root, entry))) throw new Refusal(`cannot build ${outfile}: ${entry} does not exist`);
  const { outputFiles } = await compile(root, { entry, outfile });
  for (const { path, contents } of outputFiles) replaceFile(path, contents);
}

/**
 * esbuild prints what it finds wrong to standard error by itself; what it throws repeats it.
 * @param {string} root
 * @param {import('./src/bundles.mjs').Bundle} bundle
 */
function compile(root, { entry, outfile }) {
  const { version, date } = buildInfo(root);
  return build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    conditions: ['@whisker/source'],
    external: externals,
    define: { WHISKER_VERSION: JSON.stringify(version), WHISKER_BUILD_DATE: JSON.stringify(date) },
    plugins: [decoratorMetadata],
    sourcemap: 'linked',
    banner: { js: nodeGuard(OLDEST_NODE) },
    legalComments: 'none',
    logLevel: 'warning',
  }).catch(() => {
    throw new Refusal(`cannot build ${outfile}: see the errors above`);
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
