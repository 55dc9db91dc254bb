import { refuse, type JsonValue } from '@whisker/entities';
import { JSON_TYPE } from './media-types';

/** Deeper values would overflow the stack of whoever prints or reads them. */
const MAX_DEPTH = 1000;

/** Blanks before a line, at most: many short members far within would otherwise make a small value a huge text. */
const MAX_INDENT = 64;

/**
 * Prints JSON as web actions answer it: members of objects on lines of their own, arrays on one line; an object without
 * members takes three lines.
 * @throws responseNotValid if the value is nested too deep
 */
export function prettyPrint(value: JsonValue): string {
  return print(value, 0, 0);
}

function print(value: JsonValue, indent: number, depth: number): string {
  if (depth > MAX_DEPTH) throw refuse.responseNotValid(JSON_TYPE);
  if (Array.isArray(value)) return `[${value.map((item) => print(item, indent, depth + 1)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const blanks = ' '.repeat(indent);
  const inner = Math.min(indent + 2, MAX_INDENT);
  const margin = ' '.repeat(inner);
  const members = Object.entries(value).map(
    ([key, item]) => `${margin}${JSON.stringify(key)}: ${print(item, inner, depth + 1)}`,
  );
  return `{\n${members.join(',\n')}\n${blanks}}`;
}
