import { StringDecoder } from 'node:string_decoder';
import type { LogLine } from '@whisker/container-pool';

/** Bytes that were read together. */
export interface Part {
  /** Time of the read, epoch ms. */
  readonly time: number;
  readonly bytes: Buffer;
}

/** An end mark: the text of an activation goes up to `start`, the next one's begins at `end`. */
export interface Segment {
  readonly start: number;
  readonly end: number;
}

/** Lines with the bytes each took, line end included. */
export interface TimedLines {
  readonly lines: LogLine[];
  readonly sizes: number[];
  /** Bytes were left out. */
  readonly cut: boolean;
}

interface Split {
  readonly stream: LogLine['stream'];
  readonly segments: readonly Segment[];
  /** No more lines are made once this many bytes were taken. */
  readonly limitBytes: number;
}

const NEWLINE = 10;

/** Makes lines of the text between marks. A line bears the time at which its end was read; bytes that are not UTF-8 become U+FFFD. */
export function splitLines(parts: readonly Part[], split: Split): TimedLines {
  const result: TimedLines = { lines: [], sizes: [], cut: false };
  const last = split.segments.at(-1);
  if (!last || last.start === 0) return result;
  const bytes =
    parts.length === 1 && parts[0]
      ? parts[0].bytes
      : Buffer.concat(
          parts.map((part) => part.bytes),
          last.end,
        );
  const clock = timeline(parts);
  let [from, taken] = [0, 0];
  for (const { start, end } of split.segments) {
    while (from < start) {
      if (taken > split.limitBytes) return { ...result, cut: true };
      const newline = bytes.indexOf(NEWLINE, from);
      const ended = newline >= 0 && newline < start;
      const stop = ended ? newline : start;
      const next = ended ? newline + 1 : start;
      result.lines.push({ time: clock(next - 1), stream: split.stream, text: bytes.toString('utf8', from, stop) });
      result.sizes.push(next - from);
      taken += next - from;
      from = next;
    }
    from = end;
  }
  return result;
}

/** Tells at what time the byte at a position was read; positions only grow. */
function timeline(parts: readonly Part[]): (position: number) => number {
  let index = 0;
  let end = parts[0]?.bytes.length ?? 0;
  return (position) => {
    while (position >= end && index + 1 < parts.length) end += parts[++index]?.bytes.length ?? 0;
    return parts[index]?.time ?? 0;
  };
}

/** Merges both streams by time, standard output first at the same time, and keeps `limitBytes` of them. */
export function mergeLines(
  stdout: TimedLines,
  stderr: TimedLines,
  limitBytes: number,
): { lines: LogLine[]; truncated: boolean } {
  const cut = stdout.cut || stderr.cut;
  const lines: LogLine[] = [];
  let [o, e, bytes] = [0, 0, 0];
  for (;;) {
    const out = stdout.lines[o];
    const err = stderr.lines[e];
    const takeOut = out !== undefined && (err === undefined || out.time <= err.time);
    const line = takeOut ? out : err;
    if (line === undefined) return { lines, truncated: cut };
    const size = (takeOut ? stdout.sizes[o++] : stderr.sizes[e++]) ?? 0;
    if (bytes + size > limitBytes) return { lines: withBeginning(lines, line, limitBytes - bytes), truncated: true };
    bytes += size;
    lines.push(line);
  }
}

/** Adds as much of a line as fits, whole characters only. */
function withBeginning(lines: LogLine[], line: LogLine, bytes: number): LogLine[] {
  const text = beginning(Buffer.from(line.text), bytes);
  return text === '' ? lines : [...lines, { ...line, text }];
}

/** The first bytes as text, without a character that was cut in two. */
export function beginning(bytes: Buffer, length: number): string {
  return new StringDecoder('utf8').write(bytes.subarray(0, length));
}
