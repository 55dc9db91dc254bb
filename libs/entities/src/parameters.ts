import { refuse } from './errors';
import { isJsonObject, type JsonObject, type JsonValue } from './json';

/** One parameter of an entity. */
export interface Parameter {
  readonly key: string;
  readonly value: JsonValue;
  /** Given to the action as an environment variable at /init instead of an argument. */
  readonly init?: true;
  /** Name of the cipher the stored value is encrypted with. */
  readonly encryption?: string;
}

/** Parameters of an entity; keys are unique. */
export type Parameters = readonly Parameter[];

/** One annotation of an entity. */
export interface Annotation {
  readonly key: string;
  readonly value: JsonValue;
}

/** Annotations of an entity; keys are unique. */
export type Annotations = readonly Annotation[];

/**
 * Reads `[{key, value, init?, encryption?}]`; null counts as absent. A key given twice keeps its last value.
 * @throws parametersMalformed
 */
export function parseParameters(input: unknown): Parameters | undefined {
  return parseKeyed(input, readParameter);
}

/**
 * Reads `[{key, value}]`; null counts as absent. A key given twice keeps its last value.
 * @throws parametersMalformed
 */
export function parseAnnotations(input: unknown): Annotations | undefined {
  return parseKeyed(input, ({ key, value }) => ({ key, value }));
}

interface Keyed {
  readonly key: string;
  readonly value: JsonValue;
  readonly init?: unknown;
  readonly encryption?: unknown;
}

function parseKeyed<T extends { key: string }>(input: unknown, read: (item: Keyed) => T): T[] | undefined {
  if (input === undefined || input === null) return undefined;
  if (!Array.isArray(input)) throw refuse.parametersMalformed();
  const byKey = new Map<string, T>();
  for (const item of input as unknown[]) {
    if (!isJsonObject(item) || typeof item['key'] !== 'string' || !('value' in item))
      throw refuse.parametersMalformed();
    byKey.set(item['key'], read(item as unknown as Keyed));
  }
  return [...byKey.values()];
}

function readParameter({ key, value, init, encryption }: Keyed): Parameter {
  if (init !== undefined && typeof init !== 'boolean') throw refuse.parametersMalformed();
  if (encryption !== undefined && encryption !== null && typeof encryption !== 'string')
    throw refuse.parametersMalformed();
  return {
    key,
    value,
    ...(init === true && { init: true as const }),
    ...(typeof encryption === 'string' && { encryption }),
  };
}

/** Names of ciphers that change nothing. */
const NO_CIPHERS: ReadonlySet<string> = new Set(['noop', 'off']);

/** The cipher the stored value is encrypted with; undefined if it is in the clear. */
export function cipherOf({ encryption }: Parameter): string | undefined {
  return encryption === undefined || NO_CIPHERS.has(encryption) ? undefined : encryption;
}

/** A value that stands for a secret of the namespace: `{"$secret": "name"}`, and nothing beside. */
export type SecretReference = { $secret: string };

/** True for a {@link SecretReference}; a secret of the name need not exist. */
export function isSecretReference(value: JsonValue | undefined): value is SecretReference {
  return isJsonObject(value) && typeof value['$secret'] === 'string' && Object.keys(value).length === 1;
}

/** All of `over`, and those of `base` that `over` does not name. */
export function mergeByKey<T extends { readonly key: string }>(base: readonly T[], over: readonly T[]): T[] {
  if (base.length === 0) return [...over];
  const byKey = new Map(base.map((item) => [item.key, item]));
  for (const item of over) byKey.set(item.key, item);
  return [...byKey.values()];
}

/** `list` without the given keys. */
export function withoutKeys<T extends { readonly key: string }>(list: readonly T[], keys: Iterable<string>): T[] {
  const gone = new Set(keys);
  return list.filter((item) => !gone.has(item.key));
}

/** The value of `key`, or undefined. */
export function valueOf(list: readonly Annotation[], key: string): JsonValue | undefined {
  return list.find((item) => item.key === key)?.value;
}

/** Flags are set by any value but false, 0, "" and null (spec: rest-api section 3). */
export function isTruthy(value: JsonValue | undefined): boolean {
  return !(value === undefined || value === false || value === 0 || value === '' || value === null);
}

/** True if the annotation `key` is a set flag. */
export function hasFlag(annotations: Annotations, key: string): boolean {
  return isTruthy(valueOf(annotations, key));
}

/** Size that counts against the limits: bytes of keys and of compact values (spec: limits section 1). */
export function sizeOf(list: readonly Annotation[]): number {
  let bytes = 0;
  for (const { key, value } of list) bytes += Buffer.byteLength(key) + Buffer.byteLength(JSON.stringify(value));
  return bytes;
}

/** `{key: value}` of all parameters. */
export function toObject(list: readonly Annotation[]): JsonObject {
  return Object.fromEntries(list.map(({ key, value }) => [key, value]));
}
