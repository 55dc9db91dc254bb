import { sumOf, totalsOfCheck, totalsOfSuites } from './totals.mjs';

const report = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [{ assertionResults: [{ status: 'passed', fullName: 'a name trims' }] }],
};

test('a check is one, passed or failed', () => {
  expect(totalsOfCheck(0)).toMatchObject({ passed: 1, failed: 0 });
  expect(totalsOfCheck(2)).toMatchObject({ passed: 0, failed: 1 });
});

test('suites count by their tests', () => {
  expect(totalsOfSuites(report, 0)).toEqual({ passed: 3, failed: 0, complaints: [] });
  expect(totalsOfSuites({ ...report, numFailedTests: 2 }, 1)).toEqual({ passed: 3, failed: 2, complaints: [] });
});

test('a skipped or unwritten test counts as failed and is named', () => {
  const assertionResults = [
    { status: 'pending', fullName: 'a name is short' },
    { status: 'todo', fullName: 'a name is long' },
  ];
  expect(
    totalsOfSuites({ ...report, numPendingTests: 1, numTodoTests: 1, testResults: [{ assertionResults }] }, 0),
  ).toEqual({ passed: 3, failed: 2, complaints: ['skipped: a name is short', 'skipped: a name is long'] });
});

test('a suite that broke outside its tests counts as one failed', () => {
  expect(totalsOfSuites({ ...report, numRuntimeErrorTestSuites: 1 }, 1)).toMatchObject({ passed: 3, failed: 1 });
});

test('a run of no tests fails', () => {
  expect(totalsOfSuites({ ...report, numPassedTests: 0, testResults: [] }, 0)).toEqual({
    passed: 0,
    failed: 1,
    complaints: ['no test ran'],
  });
  expect(totalsOfSuites(undefined, 1)).toMatchObject({ passed: 0, failed: 1 });
});

test('jest may fail although every test passed', () => {
  expect(totalsOfSuites(report, 1)).toMatchObject({ passed: 3, failed: 1 });
});

test('the sum keeps every complaint', () => {
  const parts = [totalsOfCheck(0), totalsOfSuites(undefined, 1), totalsOfSuites(report, 0)];
  expect(sumOf(parts)).toEqual({ passed: 4, failed: 1, complaints: ['jest ended without a report'] });
});
