/** Hides parts of a text. */
export type LogMask = (text: string) => string;

/** Shorter values are found everywhere, and hiding them would tell more than it hides. */
const SHORTEST = 8;
const MASK = '***';

/**
 * Puts `***` in place of secrets. Looked for are their values of at least 8 characters as they are, as JSON prints them,
 * and, since logs are lines, the lines of those that have several. @returns undefined if there is nothing to hide
 */
export function logMask(secrets: readonly string[]): LogMask | undefined {
  const forms = secrets.flatMap((value) => [value, JSON.stringify(value).slice(1, -1), ...value.split(/[\r\n]+/)]);
  // The longest first: one secret may be part of another.
  const hidden = [...new Set(forms)].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
  if (hidden.length === 0) return undefined;
  return (text) =>
    hidden.reduce((shown, part) => (shown.includes(part) ? shown.replaceAll(part, () => MASK) : shown), text);
}
