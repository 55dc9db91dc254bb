import { splitLines, type Part, type Segment, type TimedLines } from './log-lines';

/** The line a runtime writes on each stream when an activation is over. */
export const END_MARK = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';

const MARK = Buffer.from(`${END_MARK}\n`);
const NOTHING = Buffer.alloc(0);

/** Up to which mark bytes are taken; without one, everything is. */
export type Upto = 'first-mark' | 'last-mark';

/** What a container wrote on one of its streams and nobody took yet, with the marks between activations. */
export class LogText {
  #parts: Part[] = [];
  #kept = 0;
  /** Per end mark: where it begins and ends within the kept bytes. */
  #marks: Segment[] = [];
  /** End of what was read, as long as a mark may straddle it. */
  #carry: Buffer = NOTHING;
  #dropped = false;

  /** @param maxBytes kept per activation; more is dropped */
  constructor(
    readonly name: 'stdout' | 'stderr',
    private readonly maxBytes: number,
  ) {}

  get hasMark(): boolean {
    return this.#marks.length > 0;
  }

  /** As much as is kept is there; what is appended before something is taken is dropped. */
  get isFull(): boolean {
    return this.#kept >= this.maxBytes;
  }

  /** Bytes are copied: the buffer may be reused. `time`, epoch ms, never decreases. */
  append(bytes: Buffer, time: number): void {
    const before = this.#kept;
    const room = this.maxBytes - before;
    if (bytes.length > room) this.#dropped = true;
    if (room > 0) {
      const part = Buffer.from(bytes.subarray(0, room));
      this.#parts.push({ time, bytes: part });
      this.#kept += part.length;
    }
    this.#findMarks(bytes, before);
  }

  /** Bytes are missing before those appended next. */
  skipped(): void {
    this.#dropped = true;
    this.#carry = NOTHING;
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
