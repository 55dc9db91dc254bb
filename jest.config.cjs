/** One jest over the whole workspace; a project's own run is `jest <project folder>`. */
const { join } = require('node:path');

/** Packages published as ES modules only; jest runs CommonJS, so swc turns them. A missing one fails loudly by name. */
const esmOnly = [
  '@nestjs',
  '@borewit',
  '@tokenizer',
  'cookie',
  'file-type',
  'load-esm',
  'strtok3',
  'token-types',
  'uint8array-extras',
  'commander',
];

const swc = (parser) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2023',
      parser,
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
  },
];

module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{apps,libs,tools,docker}/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/apps/e2e/'],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/apps/e2e/clients/'],
  testEnvironmentOptions: { customExportConditions: ['@whisker/source', 'node', 'require', 'default'] },
  // A lazy import names the built file, as TypeScript wants it; here its source stands for it.
  moduleNameMapper: { '^(\\.{1,2}/.+)\\.js$': ['$1.js', '$1'] },
  setupFiles: [require.resolve('reflect-metadata')],
  transform: {
    '^.+\\.ts$': swc({ syntax: 'typescript', decorators: true }),
    '^.+\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  cacheDirectory: join(__dirname, 'node_modules/.cache/jest'),
};
