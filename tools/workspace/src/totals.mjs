/**
 * What a check came to. A check without single tests (lint, types) is one, passed or failed.
 * @typedef {object} Totals
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} complaints what counts as failed and no test reporter has said
 */

/**
 * The part of jest's `--json` report read here.
 * @typedef {object} JestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests skipped, by name or because others were focused
 * @property {number} numTodoTests
 * @property {number} numRuntimeErrorTestSuites files that broke before or beside their tests
 * @property {{ assertionResults: { status: string, fullName: string }[] }[]} testResults
 */

/**
 * @param {number} exitCode
 * @returns {Totals}
 */
export const totalsOfCheck = (exitCode) => ({
  passed: exitCode === 0 ? 1 : 0,
  failed: exitCode === 0 ? 0 : 1,
  complaints: [],
});

/**
 * A test that did not run did not pass: skipped and unwritten ones count as failed, and so does a run of no tests.
 * @param {JestReport | undefined} report undefined if jest ended without one
 * @param {number} exitCode jest's
 * @returns {Totals}
 */
export function totalsOfSuites(report, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1, complaints: ['jest ended without a report'] };
  const skipped = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites + skipped;
  const complaints = namesOfSkipped(report).map((name) => `skipped: ${name}`);
  const ran = report.numPassedTests + report.numFailedTests;
  if (ran === 0 && failed === 0) complaints.push('no test ran');
  else if (exitCode !== 0 && failed === 0) complaints.push(`jest ended with ${exitCode} although every test passed`);
  else return { passed: report.numPassedTests, failed, complaints };
  return { passed: report.numPassedTests, failed: 1, complaints };
}

/**
 * @param {readonly Totals[]} parts
 * @returns {Totals}
 */
export const sumOf = (parts) => ({
  passed: parts.reduce((sum, { passed }) => sum + passed, 0),
  failed: parts.reduce((sum, { failed }) => sum + failed, 0),
  complaints: parts.flatMap(({ complaints }) => complaints),
});

/** @param {JestReport} report */
function namesOfSkipped({ testResults }) {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => ['pending', 'skipped', 'disabled', 'todo'].includes(status))
    .map(({ fullName }) => fullName);
}
