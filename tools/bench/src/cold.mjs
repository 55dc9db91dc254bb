import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { median, ms } from './measure.mjs';
import { basic, freshFolder, poolTo, post, putAction, startPlatform } from './processes.mjs';

const ROUNDS = 15;
/** Room for all containers of a run: a pool that is full keeps warm containers rather than stem cells. */
const MEMORY = ['--memory', '16384'];

/** First calls: with no container (cold), and with one that waits for code (prewarmed). */
export async function cold() {
  const platforms = {
    sandboxed: await startPlatform({ flags: MEMORY }),
    bare: await startPlatform({ flags: ['--isolation', 'none', ...MEMORY] }),
  };
  const spawned = [];
  const times = { 'cold, sandboxed': [], 'cold, no sandbox': [], 'prewarmed, sandboxed': [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    spawned.push(await bareSpawn());
    // A memory size that no stem cell has makes the call a cold one.
    times['cold, sandboxed'].push(await firstCall(platforms.sandboxed, `cold${round}`, 192));
    times['cold, no sandbox'].push(await firstCall(platforms.bare, `cold${round}`, 192));
    times['prewarmed, sandboxed'].push(await firstCall(platforms.sandboxed, `pre${round}`, 256));
  }
  await Promise.all(Object.values(platforms).map((platform) => platform.stop()));
  const floor = median(spawned);
  return Object.entries(times).map(([name, samples]) => ({
    what: `first call, ${name}, median`,
    measured: ms(median(samples)),
    floor: name.startsWith('cold') ? `spawn ${ms(floor)}` : '',
    ratio: name.startsWith('cold') ? `${(median(samples) / floor).toFixed(2)} x` : '',
    target: name.startsWith('cold') ? '<= 1.5 x' : '< 5 ms + load',
  }));
}

/** A Node process that answers HTTP on a unix socket: spawn to first answer. */
async function bareSpawn() {
  const folder = freshFolder();
  const socket = join(folder, 's');
  const begun = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(new URL('bare-runtime.mjs', import.meta.url)), socket], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const client = poolTo('http://localhost', 1, { socketPath: socket });
  await post(client, '/', '{}');
  const took = performance.now() - begun;
  await client.close();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  rmSync(folder, { recursive: true, force: true });
  return took;
}

async function firstCall(platform, name, memory) {
  await putAction(platform, name, { limits: { memory } });
  await new Promise((resolve) => setTimeout(resolve, 700)); // stem cells are refilled meanwhile
  const pool = poolTo(platform.apihost, 1);
  await (await pool.request({ method: 'GET', path: '/ping' })).body.text();
  const begun = performance.now();
  await post(pool, `/api/v1/namespaces/_/actions/${name}?blocking=true`, '{}', { headers: basic(platform.auth) });
  const took = performance.now() - begun;
  await pool.close();
  return took;
}
