import type { Readable } from 'node:stream';

/** Largest head, bytes: a status and some headers. */
const MAX_HEAD_BYTES = 64 * 1024;

/** The head of a streamed answer, and what came of its body with it. */
export interface HeadLine {
  /** JSON text. */
  readonly head: string;
  readonly rest: Buffer;
}

/**
 * Reads the first line of a streamed answer; the rest of it can be read on.
 * @throws Error if it is too long, or there is none
 */
export async function readHead(body: Readable): Promise<HeadLine> {
  let read = Buffer.alloc(0);
  for await (const part of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    read = Buffer.concat([read, part]);
    const end = read.indexOf('\n');
    if (end > MAX_HEAD_BYTES || (end < 0 && read.length > MAX_HEAD_BYTES)) break;
    if (end >= 0) return { head: read.toString('utf8', 0, end), rest: read.subarray(end + 1) };
  }
  throw new Error(`a stream began without a head of at most ${MAX_HEAD_BYTES} bytes`);
}
