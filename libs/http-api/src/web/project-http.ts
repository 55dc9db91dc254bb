import { isJsonObject, refuse, type JsonValue } from '@whisker/entities';
import type { Reply } from '../api';
import { readHeaders } from './http-headers';
import { toEntity } from './http-entity';

const NAME = 'message/http';

/** Statuses whose responses have no body, whatever the action returned. */
const WITHOUT_BODY: readonly number[] = [204, 205, 304];

/**
 * `.http`: status, headers and body as the result says; all are optional.
 * @throws responseNotValid if the result, its `statusCode` or its `headers` cannot be sent; what {@link toEntity} throws
 */
export function projectHttp(result: JsonValue): Reply {
  if (!isJsonObject(result)) throw refuse.responseNotValid(NAME);
  const given = result['statusCode'] === undefined ? undefined : readStatus(result['statusCode']);
  const { type, headers } = readHeaders(result['headers']);
  const bodiless = given !== undefined && WITHOUT_BODY.includes(given);
  const entity = bodiless ? undefined : toEntity(result['body'], type);
  return { status: given ?? (entity ? 200 : 204), headers, ...entity };
}

/**
 * A whole number or its text. Informational statuses are refused: no client takes them for a final answer, and one
 * that waits for the rest would take the next answer on the connection for it.
 */
function readStatus(value: JsonValue): number {
  const status = typeof value === 'string' && /^[+-]?\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof status !== 'number' || !Number.isInteger(status)) throw refuse.responseNotValid(NAME);
  if (status < 200 || status > 599) throw refuse.responseNotValid(NAME);
  return status;
}
