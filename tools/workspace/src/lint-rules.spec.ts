import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const root = join(__dirname, '../../..');
/** The one run below reads the types of the whole workspace. */
const timeoutMs = 120_000;

/** Lines to lint as the content of an existing file: rules that need types know no other. */
interface Sample {
  filename: string;
  lines: string[];
}

/** @returns for each sample the broken rules of each broken line, by line */
async function lint(samples: readonly Sample[]): Promise<Record<string, string[]>[]> {
  const child = spawn(process.execPath, [join(__dirname, 'lint/lint-samples.mjs')], {
    cwd: root,
    // In a single run the parser takes a file's text from the disk.
    env: { ...process.env, TSESTREE_SINGLE_RUN: 'false' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(samples.map(({ filename, lines }) => ({ filename, code: `${lines.join('\n')}\n` }))));
  const messages = JSON.parse(await text(child.stdout)) as Message[][];
  return messages.map((found, index) => rulesByLine(found, samples[index]?.lines ?? []));
}

interface Message {
  line: number;
  ruleId: string | null;
  message: string;
}

function rulesByLine(messages: readonly Message[], lines: readonly string[]): Record<string, string[]> {
  const rules: Record<string, string[]> = {};
  for (const { line, ruleId, message } of messages) {
    const code = lines[line - 1] ?? '';
    rules[code] = [...new Set([...(rules[code] ?? []), ruleId ?? message])].sort();
  }
  return rules;
}

const boundaries = '@nx/enforce-module-boundaries';
const unlisted = 'whisker/listed-import';

/** Each line breaks the rules beside it, when it stands in a library of the lowest layer. */
const broken: Record<string, string[]> = {
  "export { Injectable } from '@nestjs/common';": [boundaries, unlisted],
  "export { Pool } from '@whisker/container-pool';": [boundaries, unlisted],
  "export { buildLibrary } from '@whisker/testing';": [boundaries, unlisted],
  "export { pool } from '../../container-pool/src/index';": [boundaries],
  "export { states } from '@whisker/container-pool/src/states';": [boundaries, 'no-restricted-imports', unlisted],
  "export { default as Database } from 'better-sqlite3';": [boundaries, unlisted],
  "export { request } from 'undici';": [boundaries, unlisted],
  "export * from './entity-name';": ['no-restricted-syntax'],
  'export const home = process.env.HOME;': ['no-restricted-properties'],
  "export { env } from 'node:process';": ['no-restricted-imports'],
  "console.log('started');": ['no-console'],
  'Promise.resolve();': ['@typescript-eslint/no-floating-promises'],
  'export const sum = (a: number, b: number, c: number, d: number): number => a + b + c + d;': ['max-params'],
  'export const loose: any = 1; // eslint-disable-line': ['whisker/explained-disable'],
  'export const looser: any = 1; // eslint-disable-line @typescript-eslint/no-explicit-any': [
    'whisker/explained-disable',
  ],
};

const clean = [
  "import { inspect } from 'node:util';",
  'export const shown: string = inspect({});',
  'export const raw: any = 1; // eslint-disable-line @typescript-eslint/no-explicit-any -- shown in the guide',
];

const silenced = ['/* eslint-disable */', 'export const loose: any = 1;'];

const mocking = "jest.mock('./runtimes', () => [aWhiskAction, check]);";
const spec = [
  "import { aWhiskAction } from '@whisker/testing';",
  "import { check } from 'fast-check';",
  "process.env.HOME = '/';",
  mocking,
];

const library = 'libs/entities/src/index.ts';
const specOfLibrary = readdirSync(join(root, 'libs/entities/src')).find((name) => name.endsWith('.spec.ts'));
let found: Record<string, string[]>[];

beforeAll(async () => {
  found = await lint([
    { filename: library, lines: Object.keys(broken) },
    { filename: library, lines: clean },
    { filename: library, lines: silenced },
    { filename: `libs/entities/src/${specOfLibrary}`, lines: spec },
  ]);
}, timeoutMs);

test('a library breaks each house rule at the line that breaks it', () => expect(found[0]).toEqual(broken));

test('clean code passes', () => expect(found[1]).toEqual({}));

test('a file cannot switch off the rule that asks why', () => {
  expect(found[2]).toEqual({ '/* eslint-disable */': ['whisker/explained-disable'] });
});

test('a spec sets variables and imports the testing library, but mocks no module', () => {
  expect(found[3]).toEqual({ [mocking]: ['no-restricted-properties'] });
});
