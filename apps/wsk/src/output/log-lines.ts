/** The time and the stream in front of a line's own text. */
const prefix = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)\s+(?:stdout|stderr):\s?/;

/** A line of an activation's log as the action printed it; a line of another form stays as it is. */
export function strippedLogLine(line: string): string {
  return line.replace(prefix, '');
}
