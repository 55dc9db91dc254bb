import { closeSync, constants, fstatSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { readLines } from './read-lines';

export interface AppendLogOptions {
  /** Called with each line that is in the file already. */
  readonly onLine?: (line: string) => void;
  /**
   * Called when the lines of a turn were written, before those who wait for them hear of it; or with the error, if
   * none of them was.
   */
  readonly onFlush?: (error?: unknown) => void;
  /** Writes some bytes of a buffer at a place in the file and tells how many. Default: the system's. */
  readonly write?: WriteBytes;
}

/** As `fs.writeSync`: file, bytes, the part of them to write, place in the file. */
export type WriteBytes = (
  fd: number,
  bytes: Buffer,
  part: { offset: number; length: number; position: number },
) => number;

interface Batch {
  readonly written: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const OPEN = constants.O_RDWR | constants.O_CREAT;
/** Longest text of a turn that is written from the buffer at hand, in characters. */
const AT_HAND = 64 * 1024;
/** UTF-8 takes at most this many bytes per UTF-16 unit. */
const BYTES_PER_UNIT = 3;

/**
 * A file of lines that is only added to.
 *
 * All lines of one turn of the event loop are written by one call at the end of the turn. They are then with the
 * system, not on the disk: they survive the death of the process, not that of the machine.
 */
export class AppendLog {
  readonly #path: string;
  readonly #onFlush: (error?: unknown) => void;
  readonly #writeBytes: WriteBytes;
  readonly #buffer = Buffer.allocUnsafe(AT_HAND * BYTES_PER_UNIT);
  #fd: number;
  /** Bytes in the file. */
  #size: number;
  #lines: string[] = [];
  #batch: Batch | undefined;
  #scheduled: NodeJS.Immediate | undefined;
  /** What a failed write left behind could not be cut off: the next line must not continue it. */
  #torn = false;
  #closed = false;

  /** Opens or makes a file (mode 600). Half a line at its end, from a write that never ended, is cut off. */
  constructor(
    path: string,
    { onLine = () => undefined, onFlush = () => undefined, write = writeBytes }: AppendLogOptions = {},
  ) {
    this.#path = path;
    this.#onFlush = onFlush;
    this.#writeBytes = write;
    this.#fd = openSync(path, OPEN, 0o600);
    this.#size = readLines(this.#fd, onLine);
    if (this.#size < fstatSync(this.#fd).size) ftruncateSync(this.#fd, this.#size);
  }

  /** Bytes written. */
  get size(): number {
    return this.#size;
  }

  /** Resolves when all that was added is written. */
  get written(): Promise<void> {
    return this.#batch?.written ?? Promise.resolve();
  }

  /** Adds a line; it must hold no line feed. Resolves when it is written. */
  append(line: string): Promise<void> {
    if (this.#closed) return Promise.reject(new Error(`${this.#path} is closed`));
    this.#lines.push(line);
    this.#scheduled ??= setImmediate(() => this.flush());
    return (this.#batch ??= newBatch()).written;
  }

  /** Writes at once what waits for the end of the turn. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const batch = this.#batch;
    if (!batch) return;
    this.#batch = undefined;
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    try {
      this.#write(this.#torn ? `\n${text}` : text);
    } catch (error) {
      this.#onFlush(error);
      return batch.reject(error);
    }
    this.#onFlush();
    batch.resolve();
  }

  /** Replaces the content by other lines: all or, on an error, none of them. Nothing may wait to be written. */
  rewrite(lines: Iterable<string>): void {
    const draft = `${this.#path}.new`;
    const fd = openSync(draft, OPEN | constants.O_TRUNC, 0o600);
    let size = 0;
    try {
      for (const text of chunks(lines)) size += this.#writeAll(fd, Buffer.from(text), size);
      renameSync(draft, this.#path);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    closeSync(this.#fd);
    this.#fd = fd;
    this.#size = size;
    this.#torn = false;
  }

  /** Empties the file. Nothing may wait to be written. */
  clear(): void {
    ftruncateSync(this.#fd, 0);
    this.#size = 0;
    this.#torn = false;
  }

  /** Writes what waits, then closes. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.flush();
    closeSync(this.#fd);
  }

  #write(text: string): void {
    try {
      this.#size += this.#writeAll(this.#fd, this.#encode(text), this.#size);
      this.#torn = false;
    } catch (error) {
      this.#cutOff();
      throw error;
    }
  }

  /** @returns bytes written: all */
  #writeAll(fd: number, bytes: Buffer, start: number): number {
    let offset = 0;
    while (offset < bytes.length) {
      offset += this.#writeBytes(fd, bytes, { offset, length: bytes.length - offset, position: start + offset });
    }
    return offset;
  }

  #encode(text: string): Buffer {
    if (text.length > AT_HAND) return Buffer.from(text);
    return this.#buffer.subarray(0, this.#buffer.write(text));
  }

  #cutOff(): void {
    try {
      ftruncateSync(this.#fd, this.#size);
    } catch {
      this.#size = fstatSync(this.#fd).size;
      this.#torn = true;
    }
  }
}

const writeBytes: WriteBytes = (fd, bytes, { offset, length, position }) =>
  writeSync(fd, bytes, offset, length, position);

function newBatch(): Batch {
  let resolve = (): void => undefined;
  let reject = (_error: unknown): void => undefined;
  const written = new Promise<void>((...settle) => ([resolve, reject] = settle));
  // Whoever does not wait is told by `onFlush`.
  written.catch(() => undefined);
  return { written, resolve, reject };
}

/** Lines joined to texts of a handy size. */
function* chunks(lines: Iterable<string>): Generator<string> {
  let text = '';
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < AT_HAND) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
