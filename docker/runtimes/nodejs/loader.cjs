// @ts-check
'use strict';
/** Turns the code of an /init request into the function to call. */
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const vm = require('node:vm');
const { pathToFileURL } = require('node:url');
const { LoadFailure } = require('./load-failure.cjs');

/** @typedef {(args: unknown) => unknown} ActionFunction */

const SCRIPT_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];
const MODULE_KEYWORDS = /\b(?:import|export|await)\b/;
const MODULE_SYNTAX =
  /^(?:Cannot use import statement|Unexpected token 'export'|Cannot use 'import\.meta'|await is only)/;
// Any letter beyond ASCII will do: the compiler finds what is no name.
const DOTTED_NAME = /^[\w$\u0080-\uffff]+(?:\.[\w$\u0080-\uffff]+)*$/;

/**
 * @param {{ main: string, code: string, binary?: boolean }} source
 * @returns {Promise<ActionFunction>}
 * @throws {LoadFailure} whose message says what is wrong; anything else was thrown by the action's own code
 */
async function loadAction({ main, code, binary }) {
  const found = binary ? await loadArchive(Buffer.from(code, 'base64'), main) : await loadText(code, main);
  if (typeof found !== 'function') throw new LoadFailure(`Action entrypoint '${main}' is not a function.`);
  return /** @type {ActionFunction} */ (found);
}

/**
 * @param {string} code
 * @param {string} main
 */
async function loadText(code, main) {
  return isModuleText(code) ? memberOfModule(await importText(code), main) : runScript(code, main);
}

/**
 * True for text that only makes sense as an ES module. The compiler decides, since words like `import` may stand in
 * strings; it is only asked about text that has such a word. Nothing is run.
 *
 * @param {string} code
 */
function isModuleText(code) {
  if (!MODULE_KEYWORDS.test(code)) return false;
  try {
    vm.compileFunction(code, SCRIPT_PARAMETERS);
    return false;
  } catch (error) {
    return error instanceof SyntaxError && MODULE_SYNTAX.test(error.message);
  }
}

/**
 * Runs the text as a script, as if it were a file in the working directory, so that `require` and `import()` find the
 * modules installed there.
 *
 * @param {string} code
 * @param {string} main
 * @returns {unknown} what the name means at the end of the script, or else the exported member
 */
function runScript(code, main) {
  const filename = path.join(process.cwd(), 'action.js');
  // `_compile` is how Node itself runs a CommonJS file; `vm` would warn on stderr about each use of import().
  const script = /** @type {NodeModule & { _compile(code: string, filename: string): unknown }} */ (
    /** @type {unknown} */ (new Module(filename))
  );
  script.filename = filename;
  script.paths = Module.createRequire(filename).resolve.paths('any-package') ?? [];
  return script._compile(code + lookUp(main), filename) ?? script.exports?.[main];
}

/**
 * The last statement of a script: returns what `main` is there. It starts with `try {` for a reason: if the text is
 * cut off, the compiler's message names what comes next, and clients know the message that results from this.
 *
 * @param {string} main
 */
function lookUp(main) {
  if (!DOTTED_NAME.test(main)) return '';
  return `\ntry { return ${main}; } catch (e) { if (!(e instanceof ReferenceError)) throw e; }`;
}

/** @param {string} code */
function importText(code) {
  const folder = makeFolder();
  const installed = path.resolve('node_modules');
  if (fs.existsSync(installed)) fs.symlinkSync(installed, path.join(folder, 'node_modules'));
  const file = path.join(folder, 'action.mjs');
  fs.writeFileSync(file, code);
  return importFile(file);
}

/**
 * @param {Buffer} bytes
 * @param {string} main a member of the archive's module, or `file.member`
 */
async function loadArchive(bytes, main) {
  const folder = makeFolder();
  // Sources need neither of the two, and a container's start should not wait for them.
  require('./archive.cjs').unpack(bytes, folder);
  process.chdir(folder);
  require('./dependencies.cjs').installIfWanted(folder);

  const dot = main.lastIndexOf('.');
  const entry = resolveEntry(folder, main.slice(0, Math.max(0, dot)));
  const member = main.slice(dot + 1);
  return isEsModule(entry, folder) ? memberOfModule(await importFile(entry), member) : require(entry)?.[member];
}

/** @returns {string} a new empty folder, its path free of symbolic links */
function makeFolder() {
  return fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'action-')));
}

/**
 * @param {string} folder
 * @param {string} file as named by `file.member`; empty: the folder's own entry
 */
function resolveEntry(folder, file) {
  const entry = path.join(folder, file);
  const roots = ['package.json', 'index.js', 'index.mjs', 'index.cjs'];
  if (!file && !roots.some((name) => fs.existsSync(path.join(folder, name)))) {
    throw new LoadFailure('Zipped actions must contain either package.json or index.js at the root.');
  }
  // Node completes a name by .js only.
  const stem = file ? entry : path.join(folder, 'index');
  const complete = [`${stem}.mjs`, `${stem}.cjs`].find((name) => fs.existsSync(name));
  try {
    return require.resolve(entry);
  } catch (error) {
    if (complete) return complete;
    throw error;
  }
}

/**
 * @param {string} file
 * @param {string} root where the search for a package.json ends
 */
function isEsModule(file, root) {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const description = path.join(folder, 'package.json');
    if (fs.existsSync(description)) return JSON.parse(fs.readFileSync(description, 'utf8')).type === 'module';
    if (folder === root || folder === path.dirname(folder)) return false;
  }
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, any>>}
 */
function importFile(file) {
  return import(pathToFileURL(file).href);
}

/**
 * A module may export the function by name, as a member of its default export, or, for `main`, as the default export.
 *
 * @param {Record<string, any>} namespace
 * @param {string} member
 */
function memberOfModule(namespace, member) {
  const main = namespace.default;
  return namespace[member] ?? main?.[member] ?? (member === 'main' ? main : undefined);
}

module.exports = { loadAction };
