import { gzipSync, zipSync, type Zippable, type ZipOptions } from 'fflate';
import type { ActionCode } from './runtime-under-test';

/** A file, or with `link` a symbolic link. */
export type ArchiveEntry =
  | { readonly name: string; readonly data: string; readonly mode?: number }
  | { readonly name: string; readonly link: string };

const LINK_MODE = 0o120777;
const UNIX = 3;
const BLOCK_BYTES = 512;
const NAME_BYTES = 100;

/** A zipped action of these files. */
export function zipAction(files: Record<string, string | Uint8Array>, options: ZipOptions = {}): ActionCode {
  const bytes = Object.entries(files).map(([name, data]) => [name, Buffer.from(data)] as const);
  return toCode(zipSync(Object.fromEntries(bytes), options));
}

/** A zipped action with modes and links. */
export function zipEntriesAction(entries: readonly ArchiveEntry[]): ActionCode {
  const files: Zippable = {};
  for (const entry of entries) {
    const mode = 'link' in entry ? LINK_MODE : 0o100000 | (entry.mode ?? 0o644);
    files[entry.name] = [Buffer.from('link' in entry ? entry.link : entry.data), { os: UNIX, attrs: mode << 16 }];
  }
  return toCode(zipSync(files));
}

/** An action as tar.gz. */
export function tarGzAction(entries: readonly ArchiveEntry[]): ActionCode {
  return toCode(gzipSync(Buffer.concat([...entries.map(tarEntry), Buffer.alloc(2 * BLOCK_BYTES)])));
}

function tarEntry(entry: ArchiveEntry): Buffer {
  const data = Buffer.from('link' in entry ? '' : entry.data);
  const block = tarBlock({
    name: entry.name,
    mode: 'link' in entry ? 0o777 : (entry.mode ?? 0o644),
    type: 'link' in entry ? '2' : '0',
    target: 'link' in entry ? entry.link : '',
    bytes: data.length,
  });
  return Buffer.concat([...longName(entry.name), block, padded(data)]);
}

/** A header has room for 100 bytes; a longer name stands in a header of its own before it. */
function longName(name: string): Buffer[] {
  if (Buffer.byteLength(name) <= NAME_BYTES) return [];
  const record = ` path=${name}\n`;
  const bytes = Buffer.byteLength(record);
  // The length counts its own digits.
  const data = Buffer.from(`${bytes + String(bytes + 3).length}${record}`);
  return [tarBlock({ name: 'pax', mode: 0o644, type: 'x', target: '', bytes: data.length }), padded(data)];
}

interface TarHeader {
  readonly name: string;
  readonly mode: number;
  readonly type: string;
  readonly target: string;
  readonly bytes: number;
}

function tarBlock({ name, mode, type, target, bytes }: TarHeader): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(name, 0, NAME_BYTES);
  block.write(`${octal(mode, 7)}\0`, 100);
  block.write(`${octal(bytes, 11)}\0`, 124);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write(target, 157);
  block.write('ustar\0', 257);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${octal(checksum, 6)}\0 `, 148);
  return block;
}

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc((BLOCK_BYTES - (data.length % BLOCK_BYTES)) % BLOCK_BYTES)]);
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width, '0');
}

function toCode(bytes: Uint8Array): ActionCode {
  return { binary: true, code: Buffer.from(bytes).toString('base64') };
}
