import js from '@eslint/js';
import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { explainedDisable } from './tools/workspace/src/lint/explained-disable.mjs';
import { layerConstraints } from './tools/workspace/src/lint/layers.mjs';
import { listedImport } from './tools/workspace/src/lint/listed-import.mjs';

// The boundary rule reads Nx's stored graph and is silent without one. Inside an Nx task the graph is fresh.
if (!process.env.NX_TASK_TARGET_PROJECT) {
  process.env.NX_ISOLATE_PLUGINS ??= 'false';
  await createProjectGraphAsync({ exitOnError: false });
}

const specs = ['**/*.spec.ts', '**/*.e2e.ts', '**/*.parts.ts'];
const typed = ['**/*.ts', 'tools/workspace/**/*.mjs'];
const environment = { object: 'process', property: 'env', message: 'Read it in apps/*/src/config.ts and pass values.' };
const environmentModules = ['process', 'node:process'].map((name) => ({
  name,
  importNames: ['env'],
  message: environment.message,
}));
const deepImports = {
  patterns: [
    { group: ['@whisker/*/src', '@whisker/*/src/**', '@whisker/*/dist/**'], message: 'Import from the package.' },
  ],
};
const mocks = ['mock', 'doMock', 'setMock', 'unstable_mockModule'].map((property) => ({
  object: 'jest',
  property,
  message: 'Write a fake of the port.',
}));

/** @param {{ inSpecs: boolean, ignoredCircularDependencies?: [string, string][] }} options */
const boundaries = ({ inSpecs, ignoredCircularDependencies = [] }) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    { depConstraints: layerConstraints({ inSpecs }), banTransitiveDependencies: true, ignoredCircularDependencies },
  ],
});

export default defineConfig(
  // Functions as users write them: they see an action's world, not this workspace.
  globalIgnores(['apps/e2e/fixtures/']),
  globalIgnores(['**/dist/', '**/node_modules/', '.nx/', '.whisker/', 'tmp/', 'coverage/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: typed,
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    plugins: {
      '@nx': nx,
      whisker: { rules: { 'explained-disable': explainedDisable, 'listed-import': listedImport } },
    },
    rules: {
      ...boundaries({ inSpecs: false }),
      'whisker/explained-disable': 'error',
      'whisker/listed-import': 'error',
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', 60],
      'max-params': ['error', 3],
    },
  },
  {
    files: ['**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', environment, ...mocks],
      'no-restricted-imports': ['error', { ...deepImports, paths: environmentModules }],
    },
  },
  { files: ['libs/**/*.ts'], rules: { 'no-console': 'error' } },
  {
    files: ['libs/**/src/index.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: 'Export by name.' }],
    },
  },
  {
    files: [...specs, 'apps/*/src/config.ts', 'apps/e2e/**/*.ts', 'tools/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', ...mocks], 'no-restricted-imports': ['error', deepImports] },
  },
  {
    files: ['**/src/testing/**/*.ts'],
    rules: boundaries({ inSpecs: true, ignoredCircularDependencies: [['@whisker/testing', '*']] }),
  },
  {
    files: specs,
    // The testing library builds on the ports, and the ports' specs use it.
    rules: boundaries({ inSpecs: true, ignoredCircularDependencies: [['@whisker/testing', '*']] }),
  },
  // A row of a table of cases arrives as parameters; a suite is one function around its tests.
  { files: specs, rules: { 'max-params': 'off' } },
  { files: [...specs, 'libs/testing/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['**/*.{js,cjs,mjs}'],
    // What the running Node offers, rather than a list to keep.
    languageOptions: {
      globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['**/*.{js,cjs}'],
    languageOptions: { sourceType: 'commonjs', globals: { __dirname: 'readonly', __filename: 'readonly' } },
  },
);
