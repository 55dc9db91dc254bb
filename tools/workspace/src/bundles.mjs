import { dirname, join } from 'node:path';

/**
 * One program, built into one file.
 * @typedef {object} Bundle
 * @property {string} entry TypeScript source of the program, relative to the root
 * @property {string} outfile relative to the root
 * @property {readonly string[]} [apart] packages that are imported lazily; each is built into a file beside `outfile`, so
 *   that a start that does not need it does not read it
 */

/** @type {readonly Bundle[]} */
export const bundles = [
  { entry: 'apps/standalone/src/main.ts', outfile: 'dist/whisker/main.cjs' },
  { entry: 'apps/feeds/src/main.ts', outfile: 'dist/feeds/main.cjs' },
  { entry: 'apps/gateway/src/main.ts', outfile: 'dist/gateway/main.cjs' },
  { entry: 'apps/registrator/src/main.ts', outfile: 'dist/registrator/main.cjs' },
  { entry: 'apps/wsk/src/main.ts', outfile: 'dist/wsk/main.cjs', apart: ['undici', 'yaml', 'fflate'] },
];

/**
 * Every file that building a bundle leaves.
 * @param {Bundle} bundle
 */
export function filesOf({ outfile, apart = [] }) {
  return [outfile, ...apart.map((name) => join(dirname(outfile), apartFile(name)))];
}

/**
 * The file of a package that is kept apart, in the folder of the program.
 * @param {string} name
 */
export function apartFile(name) {
  return `${name}.cjs`;
}

/** Looked up at run time, from node_modules. */
export const externals = [
  // Native code.
  'better-sqlite3',
  // Of dockerode, for daemons reached over ssh.
  'ssh2',
  // The files of a runtime are copied and started, never loaded into the platform.
  '@whisker/runtime-nodejs/*',
  '@whisker/runtime-python/*',
  // Tells where the sources of the system's actions lie.
  '@whisker/catalog/package.json',
  // NestJS asks for these and goes on without them.
  '@nestjs/microservices',
  '@nestjs/websockets',
  '@nestjs/platform-express',
  '@fastify/view',
  '@fastify/static',
  '@fastify/multipart',
  'class-validator',
  'class-transformer',
];
