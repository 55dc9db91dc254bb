/** Suites against real parts (Kafka, Consul, Docker, …), which `@whisker/provision` installs and starts; one after the other. */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/{apps,libs,tools}/**/*.parts.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  maxWorkers: 1,
  // A test that failed may leave a process behind, which must not keep the run from ending.
  forceExit: true,
  testTimeout: 120_000,
};
