import { zipAction } from './archives';
import type { RuntimeSamples } from './runtime-samples';

const echo = 'exports.main = (args) => args;';
const several = 6 * 1024 * 1024;

/** The samples in JavaScript. */
export const nodejsSamples: RuntimeSamples = {
  echo: { code: 'function main(args) { return args; }' },
  otherMain: { main: 'niam', code: 'function niam(args) { return args; }' },
  counter: { code: 'let count = 0; function main() { return { count: ++count }; }' },
  environment: {
    code: `
      const atLoad = process.env.FLAVOUR ?? null;
      function main({ names }) {
        return { atLoad, seen: Object.fromEntries(names.map((name) => [name, process.env[name] ?? null])) };
      }`,
  },
  printLine: { code: 'function main({ line }) { console.log(line); console.error(line); return {}; }' },
  printText: { code: 'function main({ text }) { process.stdout.write(text); process.stderr.write(text); return {}; }' },
  reverse: { code: 'function main(args) { return (args.list ?? args).reverse(); }' },
  scalar: { code: 'function main() { return "text"; }' },
  applicationError: { code: 'function main() { return { error: { code: 5 } }; }' },
  failsToLoad: { code: 'console.log("loading"); throw new Error("cannot be loaded");' },
  archive: zipAction({ 'index.js': echo }),
  archiveWithModules: zipAction({
    'package.json': '{"main":"app.js"}',
    'app.js': 'const { from } = require("dep"); exports.main = () => ({ from: from() });',
    'node_modules/dep/index.js': 'exports.from = () => require("./lib/text");',
    'node_modules/dep/lib/text.js': 'module.exports = "module";',
  }),
  largeArchive: zipAction({ 'index.js': echo, 'data.bin': new Uint8Array(several) }, { level: 0 }),
  damagedArchive: { binary: true, code: Buffer.from('PK\x03\x04 and nothing more').toString('base64') },
  rendezvous: {
    code: `
      const waiting = [];
      function main({ parties }) {
        return new Promise((resolve) => {
          waiting.push(resolve);
          if (waiting.length === parties) waiting.forEach((answer) => answer({}));
        });
      }`,
  },
};
