import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { median, ms } from './measure.mjs';
import { freshFolder, startPlatform, workspace } from './processes.mjs';

const ROUNDS = 5;
const SETTLE_MS = 5000;

/** `npm start` on a built workspace, until the API answers; and the memory of the idle platform. */
export async function start() {
  const times = [];
  const bare = [];
  const dataFolder = freshFolder();
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await bareNpm());
    times.push(await npmStart(dataFolder));
  }
  rmSync(dataFolder, { recursive: true, force: true });
  const platform = await startPlatform();
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${platform.pid}/status`, 'utf8'))[1]) / 1024;
  await platform.stop();
  return [
    {
      what: 'npm start, the second time, until the API answers',
      measured: ms(median(times)),
      floor: `npm alone ${ms(median(bare))}`,
      ratio: '',
      target: '< 2000 ms',
    },
    {
      what: 'resident memory of the idle platform process',
      measured: `${rss.toFixed(0)} MB`,
      floor: '',
      ratio: '',
      target: '< 150 MB',
    },
  ];
}

/** What npm itself takes to run a script that does nothing. */
async function bareNpm() {
  const begun = performance.now();
  const child = spawn('npm', ['exec', '--no', '--', 'node', '-e', '0'], { cwd: workspace, stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  return performance.now() - begun;
}

async function npmStart(dataFolder) {
  const begun = performance.now();
  const child = spawn('npm', ['start', '--', '--json', '--port', '0', '--data', dataFolder], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const line = await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const { apihost, pid } = JSON.parse(line);
  const answer = await fetch(`${apihost}/ping`);
  await answer.text();
  const took = performance.now() - begun;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(pid, 'SIGTERM');
  await ended;
  return took;
}
