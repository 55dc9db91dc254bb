import { readFile } from 'node:fs/promises';
import { transform } from '@swc/core';

/** At the start of a line and of its word, so that neither an address in a string nor a doc tag looks like one. */
const decorator = /^\s*@[A-Za-z_]/m;

/**
 * esbuild drops the parameter types that NestJS reads to inject by; swc keeps them. Only files with a decorator take
 * the longer way.
 * @type {import('esbuild').Plugin}
 */
export const decoratorMetadata = {
  name: 'decorator-metadata',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!decorator.test(source)) return { contents: source, loader: 'ts' };
      const { code } = await transform(source, {
        filename: path,
        swcrc: false,
        configFile: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
      });
      return { contents: code, loader: 'js' };
    });
  },
};
