// Which row of the specification is proved by which test; see docs/spec-coverage.md.
//   check   after `npm test`: rows, reasons, titles and the page agree
//   write   makes the page anew from the results of the last `npm test`
//   rows    makes rows.json anew from the specification beside the repository
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal, runCommand, say } from '@whisker/workspace/refusal';
import { reportsFolder } from '@whisker/workspace/reports';
import { allRows } from './rows.mjs';
import { coverageOf } from './src/coverage.mjs';
import { documentOf } from './src/document.mjs';
import { shortText } from './src/short-text.mjs';
import { taggedTests } from './src/tagged-tests.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const page = join(root, 'docs/spec-coverage.md');
const snapshot = join(here, 'rows.json');
/** Reasons why rows have no test, by id. */
const untested = join(here, 'untested.json');
const specification = join(root, '../shared/spec');

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

const rowsOfSpecification = () =>
  `${JSON.stringify(Object.fromEntries(allRows(specification).map(({ id, text }) => [id, shortText(text)])), null, 2)}\n`;

function coverage() {
  const folder = reportsFolder(root);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  if (files.length < 2) throw new Refusal(`no results of all suites in ${folder}: run \`npm test\` first`);
  const tests = taggedTests(
    files.map((file) => readJson(join(folder, file))),
    root,
  );
  return coverageOf({ rows: readJson(snapshot), untested: readJson(untested), tests });
}

function check() {
  const { rows, problems } = coverage();
  if (existsSync(specification) && rowsOfSpecification() !== readFileSync(snapshot, 'utf8'))
    problems.push(`rows.json is not what ${specification} says: run \`node tools/spec-coverage/main.mjs rows\``);
  if (!existsSync(page) || readFileSync(page, 'utf8') !== documentOf(rows))
    problems.push('docs/spec-coverage.md is out of date: run `npm run spec-coverage` after a run of `npm test`');
  for (const problem of problems) say(problem);
  if (problems.length > 0) throw new Refusal(`${problems.length} faults in the coverage of the specification`);
}

/** Also drops reasons that a test has made wrong. */
function write() {
  const before = readJson(untested);
  const proved = new Set(coverage().rows.flatMap(({ id, tests }) => (tests.length > 0 ? [id] : [])));
  const kept = Object.entries(before).filter(([id]) => !proved.has(id));
  writeFileSync(untested, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  const { rows, problems } = coverage();
  writeFileSync(page, documentOf(rows));
  for (const problem of problems) say(problem);
}

/** @type {Readonly<Record<string, () => void>>} */
const commands = { check, write, rows: () => writeFileSync(snapshot, rowsOfSpecification()) };

await runCommand(async () => {
  const command = commands[process.argv[2] ?? ''];
  if (!command) throw new Refusal(`say one of: ${Object.keys(commands).join(', ')}`);
  command();
});
