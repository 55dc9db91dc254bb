/** Black-box suites: each starts real processes, so they run one after the other. */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/apps/e2e/**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  maxWorkers: 1,
  // A test that failed may leave a process behind, which must not keep the run from ending.
  forceExit: true,
  testTimeout: 60_000,
};
