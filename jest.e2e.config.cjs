/** Black-box suites: each starts real processes, so they run one after the other. */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/apps/e2e/**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  maxWorkers: 1,
  testTimeout: 60_000,
};
