/**
 * The part of jest's `--json` report (with `--testLocationInResults`) read here.
 * @typedef {object} JestReport
 * @property {{ name: string, assertionResults: Assertion[] }[]} testResults
 *
 * @typedef {object} Assertion
 * @property {string} title
 * @property {string} fullName
 * @property {string} status
 * @property {{ line: number, column: number } | null} [location]
 */

/**
 * One test, or the cases of one table that name the same rows.
 * @typedef {object} TaggedTest
 * @property {string[]} ids of the rows it proves
 * @property {string} file relative to the root
 * @property {string} title without the ids; of several cases what their titles have in common
 * @property {boolean} passed
 */

/** A document's name opens an id, so that other braces in titles mean nothing. */
const TAG = /\s*\{((?:[a-z][a-z-]*\.\d[\w.-]*)(?:,\s*[a-z][a-z-]*\.\d[\w.-]*)*)\}$/;

/**
 * The row ids that end a title: `… {a.1, b.2}`.
 * @param {string} title
 */
export function idsOf(title) {
  return TAG.exec(title)?.[1]?.split(/,\s*/) ?? [];
}

/**
 * The tests of the reports that name rows, in the order of their files.
 * @param {readonly JestReport[]} reports
 * @param {string} root
 * @returns {TaggedTest[]}
 */
export function taggedTests(reports, root) {
  /** @type {Map<string, { file: string, ids: string[], titles: string[], passed: boolean }>} */
  const groups = new Map();
  for (const { name, assertionResults } of reports.flatMap(({ testResults }) => testResults)) {
    const file = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name;
    for (const { title, status, location } of assertionResults) {
      const ids = idsOf(title);
      if (ids.length === 0) continue;
      const place = location ? `${location.line}:${location.column}` : title;
      const key = [file, place, ...ids].join(' ');
      const group = groups.get(key) ?? { file, ids, titles: [], passed: true };
      group.titles.push(title.replace(TAG, ''));
      group.passed &&= status === 'passed';
      groups.set(key, group);
    }
  }
  return [...groups.values()]
    .map(({ titles, ...group }) => ({ ...group, title: commonTitle(titles) }))
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

/**
 * How many cases a table has may depend on the machine (kinds, interpreters); what they have in common does not.
 * @param {readonly string[]} titles at least one
 */
function commonTitle(titles) {
  const distinct = [...new Set(titles)];
  const [first = ''] = distinct;
  if (distinct.length === 1) return first;
  let start = 0;
  while (distinct.every((title) => title[start] === first[start] && start < title.length)) start += 1;
  let end = 0;
  const shortest = Math.min(...distinct.map(({ length }) => length));
  while (end < shortest - start && distinct.every((title) => title.at(-1 - end) === first.at(-1 - end))) end += 1;
  return `${first.slice(0, start)}…${end === 0 ? '' : first.slice(-end)}`;
}
