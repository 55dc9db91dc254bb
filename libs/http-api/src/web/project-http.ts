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
  const { status: given, headers: lines, body } = readHead(result);
  const { type, headers } = readHeaders(lines);
  const entity = given === undefined || hasBody(given) ? toEntity(body, type) : undefined;
  return { status: given ?? (entity ? 200 : 204), headers, ...entity };
}

/** The three members of a result that make a response. */
export interface ResponseHead {
  /** Undefined if none is given. */
  readonly status: number | undefined;
  readonly headers: JsonValue | undefined;
  readonly body: JsonValue | undefined;
}

/** @throws responseNotValid if the result is no object, or its `statusCode` cannot be sent */
export function readHead(result: JsonValue): ResponseHead {
  if (!isJsonObject(result)) throw refuse.responseNotValid(NAME);
  const { statusCode, headers, body } = result;
  return { status: statusCode === undefined ? undefined : readStatus(statusCode), headers, body };
}

/** False for statuses whose responses end with their headers. */
export function hasBody(status: number): boolean {
  return !WITHOUT_BODY.includes(status);
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
