import { refuse } from './errors';
import { isJsonObject, type JsonObject, type JsonValue } from './json';
import type { QualifiedName } from './names';

/*
 * Reading of stored documents. Whatever is wrong with one, the answer is the same; so these readers fail with any
 * error, and `readDocument` turns it into the one that is catalogued.
 */

/**
 * Reads a document, given as JSON value or text.
 * @throws corrupt
 */
export function readDocument<T>(document: unknown, read: (object: JsonObject) => T): T {
  try {
    return read(asObject(typeof document === 'string' ? (JSON.parse(document) as JsonValue) : (document as JsonValue)));
  } catch {
    throw refuse.corrupt();
  }
}

export function asObject(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) throw new TypeError('object expected');
  return value;
}

export function asText(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('text expected');
  return value;
}

export function asNumber(value: JsonValue | undefined): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('number expected');
  return value;
}

export function asBoolean(value: JsonValue | undefined): boolean {
  if (typeof value !== 'boolean') throw new TypeError('boolean expected');
  return value;
}

export function asArray(value: JsonValue | undefined): JsonValue[] {
  if (!Array.isArray(value)) throw new TypeError('array expected');
  return value;
}

/** Name of what lies at a path: `namespace` or `namespace/package`. */
export function nameAt(path: string, name: string): QualifiedName {
  const slash = path.indexOf('/');
  if (slash < 0) return { namespace: path, name };
  return { namespace: path.slice(0, slash), package: path.slice(slash + 1), name };
}

/** Reads `{path, name}`. */
export function readPath(value: JsonValue | undefined): QualifiedName {
  const { path, name } = asObject(value);
  return nameAt(asText(path), asText(name));
}
