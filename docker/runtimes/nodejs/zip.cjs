// @ts-check
'use strict';
const zlib = require('node:zlib');

const END_RECORD = 0x06054b50;
const END_RECORD_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const CENTRAL_HEADER = 0x02014b50;
const CENTRAL_HEADER_BYTES = 46;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const UNIX = 3;
const TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/**
 * The place of the end record: it is the last thing in the file but for a comment of unknown length.
 *
 * @param {Buffer} zip
 */
function findEndRecord(zip) {
  const last = zip.length - END_RECORD_BYTES;
  for (let at = last; at >= 0 && at >= last - MAX_COMMENT_BYTES; at--) {
    if (zip.readUInt32LE(at) === END_RECORD) return at;
  }
  throw new Error('the zip archive has no end record');
}

/**
 * @param {Buffer} zip
 * @param {number} at place of the entry's record in the central directory, which, unlike the local header, always
 *   holds the sizes
 */
function readEntry(zip, at) {
  if (zip.readUInt32LE(at) !== CENTRAL_HEADER) throw new Error('the zip directory is damaged');
  if (zip.readUInt16LE(at + 8) & ENCRYPTED) throw new Error('the zip archive is encrypted');
  const nameEnd = at + CENTRAL_HEADER_BYTES + zip.readUInt16LE(at + 28);
  const madeOnUnix = zip[at + 5] === UNIX;
  return {
    name: zip.toString('utf8', at + CENTRAL_HEADER_BYTES, nameEnd),
    method: zip.readUInt16LE(at + 10),
    checksum: zip.readUInt32LE(at + 16),
    packedBytes: zip.readUInt32LE(at + 20),
    bytes: zip.readUInt32LE(at + 24),
    mode: madeOnUnix ? zip.readUInt16LE(at + 40) : 0,
    localHeader: zip.readUInt32LE(at + 42),
    end: nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32),
  };
}

/**
 * @param {Buffer} zip
 * @param {ReturnType<typeof readEntry>} entry
 */
function readData(zip, entry) {
  const header = entry.localHeader;
  if (zip.readUInt32LE(header) !== LOCAL_HEADER) throw new Error(`${entry.name} is damaged`);
  const start = header + LOCAL_HEADER_BYTES + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const data = expand(entry, zip.subarray(start, start + entry.packedBytes));
  // Node 18 has no crc32: there only the length tells.
  const intact = data.length === entry.bytes && (!zlib.crc32 || zlib.crc32(data) === entry.checksum);
  if (!intact) throw new Error(`${entry.name} is damaged`);
  return data;
}

/**
 * @param {ReturnType<typeof readEntry>} entry
 * @param {Buffer} packed
 */
function expand(entry, packed) {
  if (entry.method === STORED) return packed;
  if (entry.method !== DEFLATED) throw new Error(`${entry.name} is packed by the unknown method ${entry.method}`);
  return zlib.inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.bytes) });
}

/**
 * The content of a zip archive.
 *
 * @param {Buffer} zip
 * @returns {Generator<import('./archive.cjs').ArchiveEntry>}
 * @throws {Error} if the archive is damaged
 */
function* readZip(zip) {
  const end = findEndRecord(zip);
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const entry = readEntry(zip, at);
    const { name, mode } = entry;
    if (name.endsWith('/')) yield { type: 'folder', name };
    else if ((mode & TYPE_MASK) === SYMBOLIC_LINK)
      yield { type: 'link', name, target: readData(zip, entry).toString() };
    else yield { type: 'file', name, mode, data: readData(zip, entry) };
    at = entry.end;
  }
}

module.exports = { readZip };
