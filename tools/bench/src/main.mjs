/**
 * Benchmarks. `npm run bench [-- part …]`; parts: warm sequence web trigger start cold list openwhisk.
 * Each figure is measured beside its floor in one run, interleaved, since machines are noisy: read the ratios.
 */
import { cold } from './cold.mjs';
import { list } from './list.mjs';
import { openwhisk } from './openwhisk.mjs';
import { sequence } from './sequence.mjs';
import { start } from './start.mjs';
import { trigger } from './trigger.mjs';
import { warm } from './warm.mjs';
import { web } from './web.mjs';

const parts = { warm, sequence, web, trigger, start, cold, list, openwhisk };
const asked = process.argv.slice(2).filter((word) => word in parts);
const unknown = process.argv.slice(2).filter((word) => !(word in parts) && !word.startsWith('--'));
if (unknown.length > 0) {
  console.error(`unknown part: ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

const rows = [];
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  for (const row of await parts[name]()) {
    rows.push(row);
    console.log(
      `${row.what.padEnd(58)} ${row.measured.padStart(22)}   floor ${row.floor.padStart(20)}   ${row.ratio.padStart(18)}   target ${row.target}`,
    );
  }
}
console.log(JSON.stringify({ node: process.version, rows }));
