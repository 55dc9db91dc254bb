/** Suites against real parts (Kafka, Consul, Docker, …), which `@whisker/provision` installs and starts; one after the other. */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/{apps,libs,tools}/**/*.parts.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  maxWorkers: 1,
  testTimeout: 120_000,
};
