const FIRST_MS = 50;
const LONGEST_MS = 2000;

/** Pause before another attempt, ms. @param failures in a row, from 1 */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
}
