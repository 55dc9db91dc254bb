// `npm test`: every check in turn, also after one failed; the last line is `N passed, N failed`.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks } from './src/checks.mjs';
import { runChild } from './src/child.mjs';
import { Refusal, runCommand } from './src/refusal.mjs';
import { reportsFolder } from './src/reports.mjs';
import { sumOf, totalsOfCheck, totalsOfSuites } from './src/totals.mjs';
import { readJson } from './src/workspaces.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** @param {string} reports folder for jest's reports */
async function verify(reports) {
  const parts = [];
  for (const check of checks) parts.push(await runCheck(check, join(reports, `${parts.length}.json`)));
  const { passed, failed, complaints } = sumOf(parts);
  for (const complaint of complaints) print(complaint);
  print(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

/**
 * @param {import('./src/checks.mjs').Check} check
 * @param {string} reportFile
 */
async function runCheck({ title, args, suites = false }, reportFile) {
  print(`\n== ${title}`);
  const started = performance.now();
  const reporting = suites ? ['--json', `--outputFile=${reportFile}`, '--testLocationInResults'] : [];
  const command = [process.execPath, ...args, ...reporting];
  const { code, stopped } = await runChild(command, { cwd: root, ownGroup: true });
  if (stopped) throw new Refusal(`stopped during: ${title}`);
  print(`== ${title}: ${code === 0 ? 'ok' : `failed (${code})`}, ${seconds(performance.now() - started)}`);
  if (!suites) return totalsOfCheck(code);
  return totalsOfSuites(existsSync(reportFile) ? readJson(reportFile) : undefined, code);
}

/** @param {number} ms */
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** @param {string} line */
const print = (line) => process.stdout.write(`${line}\n`);

await runCommand(async () => {
  const reports = reportsFolder(root);
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  await verify(reports);
});
