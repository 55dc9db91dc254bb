// @ts-check
'use strict';
/** Unpacks an action's archive: zip or tar.gz, told apart by their first bytes. */
const fs = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { LoadFailure } = require('./load-failure.cjs');
const { readTar } = require('./tar.cjs');
const { readZip } = require('./zip.cjs');

/**
 * @typedef {{ type: 'folder', name: string }
 *   | { type: 'file', name: string, mode: number, data: Buffer }
 *   | { type: 'link', name: string, target: string }} ArchiveEntry
 */

const FORMATS = [
  { title: 'Zip', magic: Buffer.from('504b0304', 'hex'), read: readZip },
  {
    title: 'Tar GZ',
    magic: Buffer.from('1f8b08', 'hex'),
    read: (/** @type {Buffer} */ bytes) => readTar(zlib.gunzipSync(bytes)),
  },
];

const PERMISSIONS = 0o777;
const USUAL_MODE = 0o644;

/**
 * @param {string} root
 * @param {string} name
 * @returns {string} the absolute path
 * @throws {Error} if it would lie outside of the root
 */
function placeInside(root, name) {
  const place = path.resolve(root, name);
  if (!isInside(root, place)) throw new Error(`${name} leaves the action's folder`);
  return place;
}

/**
 * @param {string} root
 * @param {string} place
 */
function isInside(root, place) {
  return place === root || place.startsWith(root + path.sep);
}

/**
 * Makes the links, after all files are written so that nothing was written through one. Looking at the names is not
 * enough: a link may lead out by way of another link. So each is followed when all are there, by the system: what Node
 * does by itself takes `link/..` for the folder of the link.
 *
 * @param {string} root
 * @param {Extract<ArchiveEntry, { type: 'link' }>[]} links
 */
function makeLinks(root, links) {
  const places = links.map(({ name, target }) => {
    const place = placeInside(root, name);
    placeInside(root, path.relative(root, path.resolve(path.dirname(place), target)));
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.symlinkSync(target, place);
    return place;
  });
  for (const place of places) {
    if (!fs.existsSync(place)) fs.unlinkSync(place);
    else if (!isInside(root, fs.realpathSync.native(place)))
      throw new Error(`${place} links out of the action's folder`);
  }
}

/**
 * @param {Iterable<ArchiveEntry>} entries
 * @param {string} root
 */
function writeEntries(entries, root) {
  /** @type {Extract<ArchiveEntry, { type: 'link' }>[]} */
  const links = [];
  const folders = new Set([root]);
  /** @param {string} folder */
  const ensureFolder = (folder) => {
    if (folders.has(folder)) return;
    fs.mkdirSync(folder, { recursive: true });
    folders.add(folder);
  };
  for (const entry of entries) {
    if (entry.type === 'link') {
      links.push(entry);
      continue;
    }
    const place = placeInside(root, entry.name);
    ensureFolder(entry.type === 'folder' ? place : path.dirname(place));
    if (entry.type === 'file') fs.writeFileSync(place, entry.data, { mode: entry.mode & PERMISSIONS || USUAL_MODE });
  }
  makeLinks(root, links);
}

/**
 * Unpacks the archive into the folder.
 *
 * @param {Buffer} bytes
 * @param {string} folder absolute, existing, without symbolic links on the way
 * @throws {LoadFailure} if the bytes are no archive, or a damaged one
 */
function unpack(bytes, folder) {
  const format = FORMATS.find(({ magic }) => bytes.subarray(0, magic.length).equals(magic));
  if (!format) {
    throw new LoadFailure('There was an error uncompressing the action archive. The file type is unsupported');
  }
  try {
    writeEntries(format.read(bytes), folder);
  } catch (cause) {
    throw new LoadFailure(`There was an error uncompressing the action ${format.title} archive.`, { cause });
  }
}

module.exports = { unpack };
