import { isJsonObject, type JsonObject, type JsonValue } from '@whisker/entities';
import { refuse } from './gateway-refusal';

/** Readers of the parts of a swagger document; each throws a refusal that names the part. */

/** @throws GatewayRefusal fieldInvalid */
export function objectAt(value: JsonValue | undefined, field: string): JsonObject {
  if (!isJsonObject(value)) throw refuse.fieldInvalid(field, 'an object');
  return value;
}

/** An object that may be missing. @throws GatewayRefusal fieldInvalid */
export function optionalObjectAt(value: JsonValue | undefined, field: string): JsonObject | undefined {
  return value === undefined || value === null ? undefined : objectAt(value, field);
}

/** A list of objects; a missing one is empty. @throws GatewayRefusal fieldInvalid */
export function objectsAt(value: JsonValue | undefined, field: string): readonly JsonObject[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every(isJsonObject)) throw refuse.fieldInvalid(field, 'a list of objects');
  return value;
}

/** A text that may be missing. @throws GatewayRefusal fieldInvalid */
export function optionalTextAt(value: JsonValue | undefined, field: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw refuse.fieldInvalid(field, 'a text');
  return value;
}

/** The gateway's extension of a document, under its newer or its older name. @throws GatewayRefusal fieldInvalid */
export function configurationOf(document: JsonObject): JsonObject | undefined {
  const name = document['x-gateway-configuration'] === undefined ? 'x-ibm-configuration' : 'x-gateway-configuration';
  return optionalObjectAt(document[name], name);
}
