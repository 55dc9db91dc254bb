import type { LogLine } from '@whisker/container-pool';

const MS_PER_SECOND = 1000;
const NS_PER_MS = 1e6;
const MOST_NS = 999_999_999;
const NS_DIGITS = 9;
/** `2024-01-02T03:04:05.` */
const SECOND_LENGTH = 20;

// Lines come in bursts of one second: the costly part of the time is made once for each.
let lastSecond = Number.NaN;
let lastPrefix = '';

/** RFC 3339 with nanoseconds, UTC, always 30 characters. @param time epoch ms, with fractions */
export function formatTime(time: number): string {
  const second = Math.floor(time / MS_PER_SECOND);
  if (second !== lastSecond) {
    lastPrefix = new Date(second * MS_PER_SECOND).toISOString().slice(0, SECOND_LENGTH);
    lastSecond = second;
  }
  const ns = Math.min(MOST_NS, Math.floor((time - second * MS_PER_SECOND) * NS_PER_MS));
  return `${lastPrefix}${String(ns).padStart(NS_DIGITS, '0')}Z`;
}

/** A line as records have it (spec: runtime-contract section 2). */
export function formatLine({ time, stream, text }: LogLine): string {
  return `${formatTime(time)} ${stream}: ${text}`;
}
