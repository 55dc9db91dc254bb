import type { JsonObject, JsonValue } from '@whisker/entities';

/** A schema of Swagger 2.0. */
export type Schema = JsonObject;

/** `#/definitions/name`. */
export const defined = (name: string): Schema => ({ $ref: `#/definitions/${name}` });

/** Any JSON value. */
export const anything = (description: string): Schema => ({ description });

export const text = (description: string, more: JsonObject = {}): Schema => ({ type: 'string', description, ...more });

export const flag = (description: string): Schema => ({ type: 'boolean', description });

export const whole = (description: string, more: JsonObject = {}): Schema => ({
  type: 'integer',
  description,
  ...more,
});

/** A number that fits in 32 bits. */
export const small = (description: string, standard?: number): Schema =>
  whole(description, { format: 'int32', ...(standard !== undefined && { default: standard }) });

export const list = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...(description !== undefined && { description }),
});

export const object = (description: string): Schema => ({ type: 'object', description });

/** An object by its members; those in `required` are always there. */
export const members = (
  properties: Readonly<Record<string, JsonValue>>,
  required: readonly string[] = [],
  description?: string,
): Schema => ({
  ...(description !== undefined && { description }),
  ...(required.length > 0 && { required: [...required] }),
  properties: { ...properties },
});
