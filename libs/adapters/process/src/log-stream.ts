import { fstatSync, ftruncateSync, readSync } from 'node:fs';
import { LogText, type LogSource, type TimedLines, type Upto } from '@whisker/runtime-client';

/** A file longer than this goes back to zero when all of it was read and the container is idle. */
const IDLE_TRIM_BYTES = 1024 * 1024;
/** The same for a busy one, which may lose what it writes in that very microsecond. */
const BUSY_TRIM_BYTES = 64 * 1024 * 1024;
/** Of output beyond the bound only this much is looked at: an end mark stands at the end. */
const TAIL_BYTES = 64 * 1024;
/** Reads per call, so that a writer as fast as the reader does not hold the event loop. */
const MAX_READS = 256;

/** All reads are synchronous, so that all streams can share one buffer. */
const buffer = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * One log file of a container. The container appends (O_APPEND), the platform reads behind it.
 *
 * A file instead of a pipe: the output of a finished run is one read away and costs no wakeup, and a container that
 * writes while the platform is busy is not held up. The file is truncated when it is long and read; an appending
 * writer then goes on at zero.
 */
export class LogStream implements LogSource {
  readonly #text: LogText;
  #offset = 0;
  /** Time of the last bytes, epoch ms. */
  lastOutput = 0;

  /** @param maxBytes kept per activation; more is dropped */
  constructor(
    readonly name: 'stdout' | 'stderr',
    private readonly fd: number,
    maxBytes: number,
  ) {
    this.#text = new LogText(name, maxBytes);
  }

  get hasMark(): boolean {
    return this.#text.hasMark;
  }

  /** Takes in what was written since, as of `time` (epoch ms). Returns the number of bytes read. */
  read(time: number): number {
    // Lines are in order of time, also if a clock was set back.
    const now = Math.max(time, this.lastOutput);
    let total = 0;
    for (let reads = 0; reads < MAX_READS; reads++) {
      const bytes = readSync(this.fd, buffer, 0, buffer.length, this.#offset);
      if (bytes === 0) break;
      this.#offset += bytes;
      total += bytes;
      this.#text.append(buffer.subarray(0, bytes), now);
      if (this.#text.isFull) this.#skipToTail();
      else if (bytes < buffer.length) break;
    }
    if (total > 0) this.lastOutput = now;
    // A writer this fast has written more by now; that is dropped too.
    if (this.#text.isFull && this.#offset >= IDLE_TRIM_BYTES) this.#truncate();
    return total;
  }

  take(upto: Upto, limitBytes: number): TimedLines {
    return this.#text.take(upto, limitBytes);
  }

  /** Truncates the file if it is long and all of it was read. */
  trim(idle: boolean): void {
    if (this.#offset < (idle ? IDLE_TRIM_BYTES : BUSY_TRIM_BYTES)) return;
    if (fstatSync(this.fd).size <= this.#offset) this.#truncate();
  }

  #truncate(): void {
    ftruncateSync(this.fd, 0);
    this.#offset = 0;
  }

  #skipToTail(): void {
    const { size } = fstatSync(this.fd);
    if (size - this.#offset <= TAIL_BYTES) return;
    this.#offset = size - TAIL_BYTES;
    this.#text.skipped();
  }
}
