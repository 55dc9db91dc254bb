import { readSync } from 'node:fs';

const CHUNK = 256 * 1024;
const LINE_FEED = 10;

/**
 * Calls `onLine` with each whole line of an open file, in order and without its end.
 * @returns bytes up to the end of the last whole line; what follows is half a line
 */
export function readLines(fd: number, onLine: (line: string) => void): number {
  let rest: Buffer = Buffer.alloc(0);
  let position = 0;
  let whole = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const read = readSync(fd, chunk, 0, CHUNK, position);
    if (read === 0) return whole;
    position += read;
    rest = takeLines(Buffer.concat([rest, chunk.subarray(0, read)]), onLine);
    whole = position - rest.length;
  }
}

/** @returns what follows the last line end */
function takeLines(bytes: Buffer, onLine: (line: string) => void): Buffer {
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
    onLine(bytes.toString('utf8', start, end));
    start = end + 1;
  }
  return bytes.subarray(start);
}
