import { fstatSync, ftruncateSync, readSync } from 'node:fs';
import { splitLines, type Part, type Segment, type TimedLines } from './log-lines';

/** The line a runtime writes on each stream when an activation is over. */
export const END_MARK = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';

const MARK = Buffer.from(`${END_MARK}\n`);
const NOTHING = Buffer.alloc(0);
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

/** Up to which mark bytes are taken; without one, everything is. */
export type Upto = 'first-mark' | 'last-mark';

/**
 * One log file of a container. The container appends (O_APPEND), the platform reads behind it.
 *
 * A file instead of a pipe: the output of a finished run is one read away and costs no wakeup, and a container that
 * writes while the platform is busy is not held up. The file is truncated when it is long and read; an appending
 * writer then goes on at zero.
 */
export class LogStream {
  #offset = 0;
  #parts: Part[] = [];
  #kept = 0;
  /** Per end mark: where it begins and ends within the kept bytes. */
  #marks: Segment[] = [];
  /** End of what was read, as long as a mark may straddle it. */
  #carry: Buffer = NOTHING;
  #dropped = false;
  /** Time of the last bytes, epoch ms. */
  lastOutput = 0;

  /** @param maxBytes kept per activation; more is dropped */
  constructor(
    readonly name: 'stdout' | 'stderr',
    private readonly fd: number,
    private readonly maxBytes: number,
  ) {}

  get hasMark(): boolean {
    return this.#marks.length > 0;
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
      this.#keep(buffer.subarray(0, bytes), now);
      if (this.#kept >= this.maxBytes) this.#skipToTail();
      else if (bytes < buffer.length) break;
    }
    if (total > 0) this.lastOutput = now;
    // A writer this fast has written more by now; that is dropped too.
    if (this.#kept >= this.maxBytes && this.#offset >= IDLE_TRIM_BYTES) this.#truncate();
    return total;
  }

  /** Lines up to a mark, without marks; what follows it stays. At most `limitBytes` are turned into lines. */
  take(upto: Upto, limitBytes: number): TimedLines {
    const marks = this.#marks.slice(0, upto === 'first-mark' ? 1 : this.#marks.length);
    const segments = marks.length > 0 ? marks : [{ start: this.#kept, end: this.#kept }];
    const taken = splitLines(this.#parts, { stream: this.name, segments, limitBytes });
    const cut = taken.cut || this.#dropped;
    this.#forget(segments.at(-1)?.end ?? 0, marks.length);
    return { ...taken, cut };
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

  #keep(bytes: Buffer, now: number): void {
    const before = this.#kept;
    const room = this.maxBytes - before;
    if (bytes.length > room) this.#dropped = true;
    if (room > 0) {
      // A copy, since the shared buffer is reused.
      const part = Buffer.from(bytes.subarray(0, room));
      this.#parts.push({ time: now, bytes: part });
      this.#kept += part.length;
    }
    this.#findMarks(bytes, before);
  }

  /** @param before length of the kept bytes in front of `bytes` */
  #findMarks(bytes: Buffer, before: number): void {
    const text = this.#carry.length === 0 ? bytes : Buffer.concat([this.#carry, bytes]);
    const base = before - this.#carry.length;
    let from = 0;
    for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, from)) {
      from = at + MARK.length;
      // A mark beyond the kept bytes ends what was kept.
      this.#marks.push({ start: Math.min(base + at, this.#kept), end: Math.min(base + from, this.#kept) });
    }
    const rest = text.subarray(Math.max(from, text.length - MARK.length + 1));
    this.#carry = rest.length === 0 ? NOTHING : Buffer.from(rest);
  }

  #skipToTail(): void {
    const { size } = fstatSync(this.fd);
    if (size - this.#offset <= TAIL_BYTES) return;
    this.#offset = size - TAIL_BYTES;
    this.#dropped = true;
    this.#carry = NOTHING;
  }

  #forget(length: number, marks: number): void {
    this.#parts = length === this.#kept ? [] : withoutFirst(this.#parts, length);
    this.#kept -= length;
    this.#marks = this.#marks.slice(marks).map(({ start, end }) => ({ start: start - length, end: end - length }));
    if (this.#kept === 0 && this.#marks.length === 0) this.#dropped = false;
  }
}

function withoutFirst(parts: Part[], length: number): Part[] {
  let left = length;
  return parts.flatMap((part) => {
    const skipped = Math.min(left, part.bytes.length);
    left -= skipped;
    return skipped === part.bytes.length ? [] : [{ time: part.time, bytes: part.bytes.subarray(skipped) }];
  });
}
