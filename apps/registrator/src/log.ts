type Fields = Readonly<Record<string, unknown>>;

/** One JSON line per event, on standard error: standard output tells where it listens. */
export function logLine(level: 'info' | 'warn' | 'error', message: string, fields: Fields = {}): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
}

/** As the libraries take it. */
export const log = {
  info: (message: string, fields?: Fields) => logLine('info', message, fields),
  warn: (message: string, fields?: Fields) => logLine('warn', message, fields),
};
