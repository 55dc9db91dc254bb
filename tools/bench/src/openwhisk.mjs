import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startPlatform, workspace } from './processes.mjs';

const PARTS = 'warm,c8,c32,async,cold';

/** The script that measured the reference, against this platform; its client is heavy: compare its figures with each other. */
export async function openwhisk() {
  const script = resolve(process.env.WHISKER_OPENWHISK_BENCH ?? join(workspace, '../shared/bench/openwhisk-bench.mjs'));
  if (!existsSync(script)) throw new Error(`no script at ${script}: set WHISKER_OPENWHISK_BENCH`);
  const platform = await startPlatform();
  const output = await run(script, [
    '--apihost',
    platform.apihost,
    '--auth',
    platform.auth,
    '--json',
    '--only',
    PARTS,
    '--seconds',
    '5',
    '--warmup',
    '3',
  ]);
  await platform.stop();
  const { results } = JSON.parse(output);
  const row = (what, measured, [reference = '', target = ''] = []) => ({
    what: `openwhisk-bench: ${what}`,
    measured,
    floor: reference && `OpenWhisk ${reference}`,
    ratio: '',
    target,
  });
  return [
    row('warm call, median', `${results.warm_c1.latency_ms.p50} ms`, ['3.0 ms']),
    row('calls a second, c=8', `${results.warm_c8.rps}/s`),
    row('calls a second, c=32', `${results.warm_c32.rps}/s`, ['584/s', '10 x']),
    row('accepted without waiting, c=8', `${results.nonblocking_c8.rps}/s`, ['2000-2700/s']),
    row('first call from a stem cell, median', `${results.cold_prewarmed.p50} ms`, ['84 ms']),
    row('first call, cold, median', `${results.cold_noprewarm.p50} ms`, ['467 ms']),
  ];
}

function run(script, args) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (part) => (output += part));
  return new Promise((done, failed) =>
    child.once('close', (code) => (code === 0 ? done(output) : failed(new Error(`the script ended with ${code}`)))),
  );
}
