import { coverageOf } from './coverage.mjs';
import { documentOf } from './document.mjs';
import { shortText } from './short-text.mjs';
import { idsOf, taggedTests } from './tagged-tests.mjs';

const reportOf = (...tests: [title: string, status?: string, line?: number][]) => ({
  testResults: [
    {
      name: '/root/libs/a.spec.ts',
      assertionResults: tests.map(([title, status = 'passed', line = 1]) => ({
        title,
        fullName: title,
        status,
        location: { line, column: 3 },
      })),
    },
  ],
});

const rows = { 'errors.1.1': 'first | <row>', 'errors.1.2': 'second' };
const aTest = { ids: ['errors.1.1'], file: 'libs/a.spec.ts', title: 'does', passed: true };

describe('the ids of a title', () => {
  it.each([
    ['refuses it {errors.4.12, rest-api.6.put-body.3}', ['errors.4.12', 'rest-api.6.put-body.3']],
    ['refuses it {errors.4.12}', ['errors.4.12']],
    ['makes {a: 1}', []],
    ['refuses {errors.4.12} early', []],
    ['says {}', []],
  ])('of %j', (title, ids) => expect(idsOf(title)).toEqual(ids));
});

describe('tests that name rows', () => {
  it('are gathered over all reports', () => {
    const reports = [reportOf(['does {errors.1.1}'], ['has no tag']), reportOf(['fails {errors.1.2}', 'failed'])];
    expect(taggedTests(reports, '/root')).toEqual([
      aTest,
      { ids: ['errors.1.2'], file: 'libs/a.spec.ts', title: 'fails', passed: false },
    ]);
  });

  it('that are cases of one table are one, and pass only together', () => {
    const report = reportOf(
      ['refuses "" as name {errors.1.1}'],
      ['refuses "a" as name {errors.1.1}', 'failed'],
      ['refuses "a" as name {errors.1.1}', 'passed', 9],
    );
    expect(taggedTests([report], '/root')).toEqual([
      { ...aTest, title: 'refuses "…" as name', passed: false },
      { ...aTest, title: 'refuses "a" as name' },
    ]);
  });
});

describe('the coverage', () => {
  it('has no problem if each row has a test or a reason', () => {
    const { rows: covered, problems } = coverageOf({ rows, untested: { 'errors.1.2': 'no clock' }, tests: [aTest] });
    expect(problems).toEqual([]);
    expect(covered).toEqual([
      { id: 'errors.1.1', text: 'first | <row>', tests: [aTest] },
      { id: 'errors.1.2', text: 'second', tests: [], reason: 'no clock' },
    ]);
  });

  it.each([
    ['a row without either', {}, [aTest], /^errors\.1\.2 has neither test nor reason/],
    ['a reason without need', { 'errors.1.1': 'x', 'errors.1.2': 'x' }, [aTest], /^errors\.1\.1 has a test, and/],
    ['a reason for no row', { 'errors.1.2': 'x', 'errors.9.9': 'x' }, [aTest], /names errors\.9\.9/],
    ['a title of no row', { 'errors.1.2': 'x' }, [aTest, { ...aTest, ids: ['errors.9.9'] }], /names errors\.9\.9/],
    ['a failure', { 'errors.1.2': 'x' }, [{ ...aTest, passed: false }], /names errors\.1\.1 and did not pass/],
  ])('complains of %s', (_what, untested: Record<string, string>, tests, problem) => {
    expect(coverageOf({ rows, untested, tests }).problems).toEqual([expect.stringMatching(problem)]);
  });

  it('is a page with totals, proofs and reasons', () => {
    const page = documentOf(coverageOf({ rows, untested: { 'errors.1.2': 'no clock' }, tests: [aTest] }).rows);
    expect(page).toContain('| errors | 2 | 1 | 1 |');
    expect(page).toContain('| errors.1.1 | first \\| &lt;row> | passed: does (`libs/a.spec.ts`) |');
    expect(page).toContain('| errors.1.2 | second | no clock |');
  });
});

it('a row is shown in one short line', () => {
  expect(shortText(' 400 | `a\\|b` | | when ')).toBe('400 — `a|b` — when');
  expect(shortText(`${'word '.repeat(40)}`).length).toBeLessThan(153);
});
