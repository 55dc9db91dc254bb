/**
 * A row and what is known of it.
 * @typedef {object} Covered
 * @property {string} id
 * @property {string} text
 * @property {import('./tagged-tests.mjs').TaggedTest[]} tests
 * @property {string} [reason] why it has no test
 */

/**
 * Joins rows, tests and reasons.
 * @param {object} given
 * @param {Readonly<Record<string, string>>} given.rows id -> short text
 * @param {Readonly<Record<string, string>>} given.untested id -> reason
 * @param {readonly import('./tagged-tests.mjs').TaggedTest[]} given.tests
 * @returns {{ rows: Covered[], problems: string[] }}
 */
export function coverageOf({ rows, untested, tests }) {
  const covered = Object.entries(rows).map(([id, text]) => {
    const reason = untested[id];
    return { id, text, tests: tests.filter(({ ids }) => ids.includes(id)), ...(reason !== undefined && { reason }) };
  });
  return { rows: covered, problems: [...problemsOfTests(rows, tests), ...problemsOfRows(covered, untested)] };
}

/**
 * @param {Readonly<Record<string, string>>} rows
 * @param {readonly import('./tagged-tests.mjs').TaggedTest[]} tests
 */
function problemsOfTests(rows, tests) {
  return tests.flatMap(({ ids, file, title, passed }) => [
    ...ids.filter((id) => !Object.hasOwn(rows, id)).map((id) => `${file}: '${title}' names ${id}, which is no row`),
    ...(passed ? [] : [`${file}: '${title}' names ${ids.join(', ')} and did not pass`]),
  ]);
}

/**
 * @param {readonly Covered[]} covered
 * @param {Readonly<Record<string, string>>} untested
 */
function problemsOfRows(covered, untested) {
  const known = new Set(covered.map(({ id }) => id));
  return [
    ...covered
      .filter(({ tests, reason }) => tests.length === 0 && reason === undefined)
      .map(({ id, text }) => `${id} has neither test nor reason in untested.json: ${text}`),
    ...covered
      .filter(({ tests, reason }) => tests.length > 0 && reason !== undefined)
      .map(({ id }) => `${id} has a test, and a reason in untested.json why it has none`),
    ...Object.keys(untested)
      .filter((id) => !known.has(id))
      .map((id) => `untested.json names ${id}, which is no row`),
  ];
}
