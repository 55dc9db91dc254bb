// @ts-check
'use strict';
const path = require('node:path');

const BLOCK_BYTES = 512;
const CHECKSUM = { start: 148, end: 156 };
const BLANK = 0x20;

/** @typedef {{ path?: string, linkpath?: string, size?: number }} Overrides of what a header has no room for */

/**
 * @param {Buffer} block
 * @param {number} start
 * @param {number} length
 */
function text(block, start, length) {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

/**
 * @param {Buffer} block
 * @param {number} start
 * @param {number} length
 */
function octal(block, start, length) {
  return parseInt(text(block, start, length).trim() || '0', 8);
}

/** @param {Buffer} block */
function hasRightChecksum(block) {
  let sum = 0;
  // The checksum's own field counts as blanks.
  block.forEach((byte, at) => (sum += at >= CHECKSUM.start && at < CHECKSUM.end ? BLANK : byte));
  return sum === octal(block, CHECKSUM.start, 8);
}

/** @param {Buffer} block */
function readHeader(block) {
  if (block.length < BLOCK_BYTES || !hasRightChecksum(block)) throw new Error('the tar archive is damaged');
  const prefix = text(block, 257, 5) === 'ustar' ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  return {
    name: prefix ? `${prefix}/${name}` : name,
    mode: octal(block, 100, 8),
    bytes: octal(block, 124, 12),
    type: String.fromCharCode(block[156] || 0x30),
    target: text(block, 157, 100),
  };
}

/**
 * The records of a pax header: `LENGTH KEY=VALUE\n`, the length counting the whole record in bytes.
 *
 * @param {Buffer} data
 * @returns {Overrides}
 */
function readPax(data) {
  /** @type {Record<string, string>} */
  const records = {};
  for (let at = 0; at < data.length;) {
    const length = parseInt(data.toString('latin1', at, at + 12), 10);
    if (!(length > 0)) throw new Error('a pax header is damaged');
    const record = data.toString('utf8', data.indexOf(BLANK, at) + 1, at + length - 1);
    const equals = record.indexOf('=');
    records[record.slice(0, equals)] = record.slice(equals + 1);
    at += length;
  }
  const { size, ...names } = records;
  return size === undefined ? names : { ...names, size: Number(size) };
}

/**
 * @param {ReturnType<typeof readHeader>} header
 * @param {Buffer} data
 * @returns {import('./archive.cjs').ArchiveEntry | undefined} nothing for devices and the like
 */
function toEntry(header, data) {
  const { name, mode, target } = header;
  if (header.type === '5' || name.endsWith('/')) return { type: 'folder', name };
  if (header.type === '2') return { type: 'link', name, target };
  // A hard link names its target from the root of the archive; a symbolic one does as well and is simpler to check.
  if (header.type === '1') return { type: 'link', name, target: path.posix.relative(path.posix.dirname(name), target) };
  if (header.type === '0' || header.type === '7') return { type: 'file', name, mode, data };
  return undefined;
}

/**
 * The content of a tar archive (ustar, pax, GNU long names).
 *
 * @param {Buffer} tar
 * @returns {Generator<import('./archive.cjs').ArchiveEntry>}
 * @throws {Error} if the archive is damaged
 */
function* readTar(tar) {
  /** @type {Overrides} */
  let overrides = {};
  for (let at = 0; at < tar.length && tar[at] !== 0;) {
    const header = readHeader(tar.subarray(at, at + BLOCK_BYTES));
    const bytes = overrides.size ?? header.bytes;
    const data = tar.subarray(at + BLOCK_BYTES, at + BLOCK_BYTES + bytes);
    if (data.length < bytes) throw new Error('the tar archive is cut off');
    at += BLOCK_BYTES + Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;

    if (header.type === 'x') overrides = { ...overrides, ...readPax(data) };
    else if (header.type === 'L') overrides.path = text(data, 0, data.length);
    else if (header.type === 'K') overrides.linkpath = text(data, 0, data.length);
    else if (header.type !== 'g') {
      const entry = toEntry(
        { ...header, name: overrides.path ?? header.name, target: overrides.linkpath ?? header.target },
        data,
      );
      if (entry) yield entry;
      overrides = {};
    }
  }
}

module.exports = { readTar };
