/**
 * One step of `npm test`, run on the Node that runs this.
 * @typedef {object} Check
 * @property {string} title
 * @property {string[]} args script and arguments, relative to the root
 * @property {boolean} [suites] whether jest runs it and reports single tests
 */

const jest = ['node_modules/jest/bin/jest.js', '--ci'];

/** In this order: what is quick and tells most comes first. @type {readonly Check[]} */
export const checks = [
  { title: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'] },
  { title: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.'] },
  { title: 'types', args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { title: 'unit suites', args: [...jest, '--maxWorkers=2'], suites: true },
  { title: 'end-to-end suites', args: [...jest, '-c', 'jest.e2e.config.cjs'], suites: true },
  {
    title: 'suites against real parts',
    args: [...jest, '-c', 'jest.parts.config.cjs', '--passWithNoTests'],
    suites: true,
  },
  { title: 'coverage of the specification', args: ['tools/spec-coverage/main.mjs', 'check'] },
];
