const MS_PER_SECOND = 1000;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;

/** A span of milliseconds as Go writes it: `0s`, `54ms`, `3.46s`, `1m2s`, `1h0m0s`. */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms < MS_PER_SECOND) return `${ms}ms`;
  const total = Math.floor(ms / MS_PER_SECOND);
  const hours = Math.floor(total / SECONDS_PER_HOUR);
  const minutes = Math.floor(total / SECONDS_PER_MINUTE) % SECONDS_PER_MINUTE;
  // Number() drops the zeros at the end of the fraction.
  const seconds = Number(((ms % (SECONDS_PER_MINUTE * MS_PER_SECOND)) / MS_PER_SECOND).toFixed(3));
  const hourPart = hours > 0 ? `${hours}h` : '';
  const minutePart = hours > 0 || minutes > 0 ? `${minutes}m` : '';
  return `${hourPart}${minutePart}${seconds}s`;
}
