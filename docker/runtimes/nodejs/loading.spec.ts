import { join } from 'node:path';
import {
  type ActionCode,
  activationLogs,
  initAndRun,
  nodejsSamples,
  nodesOnPath,
  runtimeForEachTest,
  startProcess,
  tarGzAction,
  zipAction,
  zipEntriesAction,
} from '@whisker/testing';

jest.setTimeout(30_000);

const PATH = process.env.PATH ?? '';
const args = [join(__dirname, 'proxy.cjs')];

describe.each([...nodesOnPath(PATH)])('the nodejs proxy on Node %s', (_major, command) => {
  const current = runtimeForEachTest(() => startProcess({ command, args, env: { PATH } }));

  describe('an action that cannot be loaded', () => {
    it.each([
      ['function main( {', "SyntaxError: Unexpected token '{'\n    at "],
      ['throw new Error("at load")', 'Error: at load\n    at '],
      ['throw "text"', 'text'],
      ['function other() {}', "Action entrypoint 'main' is not a function."],
      ['const main = 5;', "Action entrypoint 'main' is not a function."],
      ['export const other = 5;', "Action entrypoint 'main' is not a function."],
      [
        'import "node:missing"; export const main = 5;',
        'Error [ERR_UNKNOWN_BUILTIN_MODULE]: No such built-in module: node:missing',
      ],
    ])('%j tells why {runtime-contract.6.4}', async (code, text) => {
      const { status, body } = await initAndRun(current(), code);
      expect(status).toBe(502);
      expect(body).toEqual({ error: expect.stringContaining(`Initialization has failed due to: ${text}`) });
      expect(await activationLogs(current(), 1)).toEqual([
        { stdout: '', stderr: expect.stringMatching(/^Error during initialization: /) },
      ]);
    });

    it('is not given another chance {runtime-contract.6.5}', async () => {
      await initAndRun(current(), 'throw 1');
      const body = { error: 'System not ready, status is stopped.' };
      expect(await current().init(nodejsSamples.echo)).toMatchObject({ status: 403, body });
    });
  });

  describe('source text', () => {
    it.each([
      ['exports.main', 'exports.main = () => ({ ok: true });'],
      ['module.exports', 'module.exports = { main: () => ({ ok: true }) };'],
      ['a constant', 'const main = async () => ({ ok: true }); // the end'],
      ['the words of modules in texts', 'const main = () => ({ ok: true }); "import x from y"; /* export await */'],
      ['strict mode', '"use strict"; function main() { return { ok: this === undefined }; }'],
      [
        'require and module',
        'const main = () => ({ ok: module.exports === exports && require("node:fs").existsSync(__dirname) });',
      ],
      ['import()', 'const main = async () => ({ ok: (await import("node:os")).EOL === "\\n" });'],
      ['an ES module', 'import os from "node:os";\nexport function main() { return { ok: os.EOL === "\\n" }; }'],
      [
        'an ES module with a default function',
        'export default async () => ({ ok: import.meta.url.startsWith("file:") });',
      ],
      ['an ES module with a default object', 'export default { main: () => ({ ok: true }) };'],
      ['an ES module that waits', 'const ok = await Promise.resolve(true); export const main = () => ({ ok });'],
    ])('may use %s, silently', async (_what, code) => {
      expect(await initAndRun(current(), code)).toMatchObject({ status: 200, body: { ok: true } });
      expect(await activationLogs(current(), 1)).toEqual([{ stdout: '', stderr: '' }]);
    });

    it.each([
      ['Greeter.greet', 'class Greeter { static greet() { return { ok: true }; } }'],
      ['exports.deep.run', 'exports.deep = { run: () => ({ ok: true }) };'],
      ['grüße', 'const grüße = () => ({ ok: true });'],
      ['not-a-name', 'exports["not-a-name"] = () => ({ ok: true });'],
    ])('may name its function %s', async (main, code) => {
      expect(await initAndRun(current(), { main, code })).toMatchObject({ status: 200, body: { ok: true } });
    });
  });

  describe('an archive', () => {
    const ok = 'exports.main = () => ({ ok: true });';
    const longName = `${'long/'.repeat(40)}größe.js`;
    const okModule = 'export const main = () => ({ ok: true });';

    it.each<[string, ActionCode]>([
      ['index.js alone', zipAction({ 'index.js': ok })],
      ['package.json and its main', zipAction({ 'package.json': '{"main":"lib/it.js"}', 'lib/it.js': ok })],
      ['tar.gz', tarGzAction([{ name: 'index.js', data: ok }])],
      [
        'tar.gz with a package folder',
        tarGzAction([
          { name: 'package.json', data: '{"main":"a/"}' },
          { name: 'a/index.js', data: ok },
        ]),
      ],
      [
        'tar.gz with long names',
        tarGzAction([
          { name: 'index.js', data: `exports.main = require('./${longName}').main;` },
          { name: longName, data: ok },
        ]),
      ],
      ['type module', zipAction({ 'package.json': '{"type":"module"}', 'index.js': okModule })],
      [
        'type module of an inner package',
        zipAction({
          'package.json': '{"main":"esm/a.js"}',
          'esm/package.json': '{"type":"module"}',
          'esm/a.js': okModule,
        }),
      ],
      ['index.mjs alone', zipAction({ 'index.mjs': okModule })],
      [
        'package.json and main .mjs',
        zipAction({ 'package.json': '{"main":"it.mjs"}', 'it.mjs': `import "./more.mjs";${okModule}`, 'more.mjs': '' }),
      ],
      ['file.func', { ...zipAction({ 'handlers.js': 'exports.run = () => ({ ok: true });' }), main: 'handlers.run' }],
      [
        'folder/file.func',
        { ...zipAction({ 'src/it.js': 'exports.run = () => ({ ok: true });' }), main: 'src/it.run' },
      ],
      [
        'file.func of an ES module',
        { ...zipAction({ 'it.mjs': 'export const run = () => ({ ok: true });' }), main: 'it.run' },
      ],
      [
        'links within',
        tarGzAction([
          { name: 'lib/it.js', data: ok },
          { name: 'index.js', link: 'lib/it.js' },
        ]),
      ],
    ])('may be %s', async (_what, code) => {
      expect(await initAndRun(current(), code)).toMatchObject({ status: 200, body: { ok: true } });
      expect(await activationLogs(current(), 1)).toEqual([{ stdout: '', stderr: '' }]);
    });

    const programs = [
      {
        name: 'index.js',
        data: `
          const { execFileSync } = require('node:child_process');
          exports.main = () => ({ cwd: process.cwd() === __dirname, said: execFileSync('./say').toString() });`,
      },
      { name: 'say', data: '#!/bin/sh\necho yes\n', mode: 0o755 },
    ];
    it.each([
      ['zip', zipEntriesAction(programs)],
      ['tar.gz', tarGzAction(programs)],
    ])('(%s) is the working directory, and its programs can be run', async (_format, code) => {
      expect((await initAndRun(current(), code)).body).toEqual({ cwd: true, said: 'yes\n' });
    });

    const outside = '../../outside.js';
    const damagedZip = 'There was an error uncompressing the action Zip archive.';
    const damagedTar = 'There was an error uncompressing the action Tar GZ archive.';
    it.each<[string, ActionCode, string]>([
      [
        'of an unknown kind',
        { binary: true, code: Buffer.from('abcd').toString('base64') },
        'There was an error uncompressing the action archive. The file type is unsupported',
      ],
      [
        'without an entry',
        zipAction({ 'other.js': '' }),
        'Zipped actions must contain either package.json or index.js at the root.',
      ],
      [
        'without the function',
        zipAction({ 'index.js': 'exports.other = 1;' }),
        "Action entrypoint 'main' is not a function.",
      ],
      ['cut off (zip)', cutOff(zipAction({ 'index.js': ok })), damagedZip],
      ['cut off (tar.gz)', cutOff(tarGzAction([{ name: 'index.js', data: ok }])), damagedTar],
      ['with a file outside (zip)', zipAction({ [outside]: '' }), damagedZip],
      ['with a file outside (tar.gz)', tarGzAction([{ name: outside, data: '' }]), damagedTar],
      ['with an absolute file', tarGzAction([{ name: '/outside.js', data: '' }]), damagedTar],
      ['with a link that leaves', tarGzAction([{ name: 'index.js', link: '/etc/passwd' }]), damagedTar],
      [
        'with a link in a zip that leaves',
        zipEntriesAction([{ name: 'index.js', link: '../../../../../etc/passwd' }]),
        damagedZip,
      ],
      [
        'with links that leave together',
        tarGzAction([
          { name: 'a/b', link: '..' },
          { name: 'a/c', data: '' },
          { name: 'index.js', link: 'a/b/..' },
        ]),
        damagedTar,
      ],
    ])('%s is refused', async (_what, code, text) => {
      const body = { error: `Initialization has failed due to: ${text}` };
      expect(await current().init(code)).toMatchObject({ status: 502, body });
    });
  });

  describe('an archive with dependencies but without modules', () => {
    const code = zipAction({
      'package.json': '{"dependencies":{"given":"file:./given"}}',
      'given/package.json': '{"name":"given","version":"1.0.0","main":"it.js"}',
      'given/it.js': 'module.exports = "given";',
      'index.js': 'const got = require("given"); exports.main = () => ({ got });',
    });

    it('is loaded as it is', async () => {
      const { status, body } = await current().init(code);
      expect([status, body]).toEqual([502, { error: expect.stringContaining("Cannot find module 'given'") }]);
    });

    describe('where the operator allows npm', () => {
      const env = { PATH, OW_ENABLE_INIT_INSTALL: 'true', npm_config_offline: 'true' };
      const allowed = runtimeForEachTest(() => startProcess({ command, args, env }));

      it('gets them', async () => {
        expect((await initAndRun(allowed(), code)).body).toEqual({ got: 'given' });
      });
    });
  });
});

function cutOff({ code }: ActionCode): ActionCode {
  const bytes = Buffer.from(code, 'base64');
  return { binary: true, code: bytes.subarray(0, bytes.length - 30).toString('base64') };
}
