import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runChild } from './child.mjs';
import { Refusal, say } from './refusal.mjs';

/** @param {string} platform as in process.platform */
export function checkPlatform(platform) {
  if (platform === 'linux' || platform === 'darwin') return;
  throw new Refusal(`runs on Linux and macOS, not on ${platform}. On Windows, use WSL.`);
}

/**
 * The process driver's suites start action containers in bubblewrap.
 * @param {string} root
 */
export async function requireBubblewrap(root) {
  if (isOnPath('bwrap')) return;
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) {
    throw new Refusal(
      'the suites need bubblewrap (the program `bwrap`), and it is missing. ' +
        'Install it as root, on Debian or Ubuntu with `apt-get install bubblewrap`.',
    );
  }
  say('installing bubblewrap with apt-get');
  const failure = await aptInstall(root, 'bubblewrap');
  if (failure !== undefined) {
    throw new Refusal(`${failure.trim()}\nwhisker: apt-get could not install bubblewrap; the suites need it.`);
  }
}

/**
 * Installs from the package lists at hand, and fetches the lists only if that fails: fetching takes longer than all else.
 * @param {string} cwd
 * @param {string} name
 * @returns {Promise<string | undefined>} what apt-get printed, if it failed
 */
async function aptInstall(cwd, name) {
  /** @param {string[]} args */
  const apt = (...args) =>
    runChild(['apt-get', ...args], { cwd, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, capture: true });
  const attempt = () => apt('install', '-y', '--no-install-recommends', name);
  const first = await attempt();
  if (first.code === 0) return undefined;
  if (first.stopped) throw new Refusal('stopped while installing');
  const update = await apt('update');
  const second = await attempt();
  return second.code === 0 ? undefined : `${update.code === 0 ? '' : update.output}${second.output}`;
}

/** @param {string} program */
function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
