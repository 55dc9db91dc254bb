/**
 * The coverage as a page.
 * @param {readonly import('./coverage.mjs').Covered[]} rows
 */
export function documentOf(rows) {
  const documents = [...new Set(rows.map(documentOfRow))];
  return `${[
    '# Coverage of the specification',
    '',
    'Every row of the tables of the specification, and the tests that prove it. A test names the ids of its rows at the end of its title. Generated from the results of `npm test` by `npm run spec-coverage`; `npm test` fails if this page is out of date, if a row has neither a test nor a reason, or if a test names no row.',
    '',
    ...totals(documents, rows),
    ...documents.flatMap((document) => section(document, rows)),
    ...withoutTest(rows),
  ].join('\n')}\n`;
}

/** @param {{ id: string }} row */
const documentOfRow = ({ id }) => id.slice(0, id.indexOf('.'));

/**
 * @param {readonly string[]} documents
 * @param {readonly import('./coverage.mjs').Covered[]} rows
 */
function totals(documents, rows) {
  const lines = [...documents, undefined].map((document) => {
    const own = rows.filter((row) => document === undefined || documentOfRow(row) === document);
    const tested = own.filter(({ tests }) => tests.length > 0).length;
    return `| ${document ?? 'all'} | ${own.length} | ${tested} | ${own.length - tested} |`;
  });
  return ['| document | rows | with a test | with a reason |', '| --- | --- | --- | --- |', ...lines, ''];
}

/**
 * @param {string} document
 * @param {readonly import('./coverage.mjs').Covered[]} rows
 */
function section(document, rows) {
  const lines = rows
    .filter((row) => documentOfRow(row) === document && row.tests.length > 0)
    .map(({ id, text, tests }) => `| ${id} | ${cell(text)} | ${tests.map(proof).join('<br>')} |`);
  if (lines.length === 0) return [];
  return [`## ${document}`, '', '| row | text | proved by |', '| --- | --- | --- |', ...lines, ''];
}

/** @param {readonly import('./coverage.mjs').Covered[]} rows */
function withoutTest(rows) {
  const lines = rows
    .filter(({ tests }) => tests.length === 0)
    .map(({ id, text, reason }) => `| ${id} | ${cell(text)} | ${cell(reason ?? 'none given')} |`);
  if (lines.length === 0) return [];
  return ['## Rows without a test', '', '| row | text | reason |', '| --- | --- | --- |', ...lines];
}

/** @param {import('./tagged-tests.mjs').TaggedTest} test */
const proof = ({ file, title, passed }) => `${passed ? 'passed' : '**failed**'}: ${cell(title)} (\`${file}\`)`;

/** Text for a cell: its bars and signs of HTML mean themselves. @param {string} text */
const cell = (text) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
