import { refuse } from './errors';
import { isJsonObject, type JsonObject, type JsonValue } from './json';

/** Member of an object; null counts as absent, as everywhere in request bodies. */
export function member(object: JsonObject, key: string): JsonValue | undefined {
  return object[key] ?? undefined;
}

/**
 * Body of a PUT.
 * @throws objectExpected; the field named in its text is the same for every collection
 */
export function readBody(body: unknown): JsonObject {
  if (!isJsonObject(body)) throw refuse.objectExpected('exec');
  return body;
}

/** @throws booleanExpected */
export function readBoolean(value: JsonValue | undefined): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw refuse.booleanExpected(describe(value));
}

/** @throws arrayExpected, textExpected */
export function readTexts(value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw refuse.arrayExpected(describe(value));
  return value.map((item) => {
    if (typeof item !== 'string') throw refuse.textExpected(describe(item));
    return item;
  });
}

/** JSON text of a value for a refusal; never throws. */
export function describe(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}
