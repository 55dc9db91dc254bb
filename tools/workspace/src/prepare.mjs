import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt, markBuilt, sourceStamp } from './build-state.mjs';
import { isInstalled } from './install-state.mjs';
import { install } from './install.mjs';
import { alone } from './lock.mjs';
import { checkPlatform, requireBubblewrap } from './machine.mjs';
import { Refusal, runCommand } from './refusal.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
/** Published tools that only the end-to-end suites run: too large (270 MB) for everybody's install. */
const clients = join(root, 'apps/e2e/clients');

/**
 * Makes the workspace ready for `npm start` or `npm test`; returns at once if it is.
 * @param {string | undefined} goal `start` or `test`
 */
export const main = (goal) =>
  runCommand(async () => {
    if (goal !== 'start' && goal !== 'test') throw new Refusal('usage: node tools/workspace/prepare.mjs start|test');
    checkPlatform(process.platform);
    if (!isInstalled(root) || !isBuilt(root)) await alone(join(root, 'dist/.prepare.lock'), installAndBuild);
    if (goal !== 'test') return;
    await requireBubblewrap(root);
    if (!isInstalled(clients)) await alone(join(root, 'dist/.prepare-clients.lock'), installClients);
  });

/** Asks again what is missing: whoever held the lock before may have done it. */
async function installAndBuild() {
  if (!isInstalled(root)) await install(root);
  if (isBuilt(root)) return;
  const stamp = sourceStamp(root);
  // Only now: the bundler came with the packages.
  const { buildBundles } = await import('../build.mjs');
  await buildBundles(root);
  markBuilt(root, stamp);
}

async function installClients() {
  if (!isInstalled(clients)) await install(clients, 'the published clients that the end-to-end suites run');
}
