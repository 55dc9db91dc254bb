import { isJsonObject, refuse, type JsonObject, type JsonValue } from '@whisker/entities';
import { parseJson } from '../body';
import { decodeText, familyOf, printMediaType, type MediaType } from './media-types';
import { renderQuery } from './raw-query';
import { OCTETS, requestType, shownHeaders } from './request-headers';
import type { WebRules } from './web-rules';

/** Arguments of the platform; no request can set them, and no parameter of an action stands in their place. */
export const RESERVED: readonly string[] = ['headers', 'method', 'path', 'user', 'query', 'body'].map(
  (name) => `__ow_${name}`,
);

/** A web request, its body received. */
export interface WebRequest {
  readonly method: string;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
  /** `Content-Type` as received. */
  readonly contentType: string | undefined;
  /** Query as sent, without `?`. */
  readonly search: string;
  /** Path after the action, as sent. */
  readonly rest: string;
  readonly body: Buffer;
  /** Namespace of the caller, if it is known. */
  readonly user: string | undefined;
}

/**
 * The arguments a web request gives to an action (spec: web-actions section 5): what the platform tells of the request,
 * below the query, below the body.
 * @throws bodyUnreadable if a JSON body is none; webTypeUnsupported if a text cannot be read; parametersNotAllowed if query or body set what they must not
 */
export function readArguments(request: WebRequest, rules: Pick<WebRules, 'raw' | 'finalParameters'>): JsonObject {
  const told = about(request);
  if (rules.raw) return { ...told, __ow_query: renderQuery(request.search), __ow_body: rawBody(request) };
  const query = request.search === '' ? {} : Object.fromEntries(new URLSearchParams(request.search));
  const { fields, whole } = promotedBody(request);
  const immutable = new Set([...RESERVED, ...rules.finalParameters]);
  if ([query, fields].some((given) => Object.keys(given).some((key) => immutable.has(key)))) {
    throw refuse.parametersNotAllowed();
  }
  return { ...told, ...query, ...fields, ...(whole !== undefined && { __ow_body: whole }) };
}

function about({ method, rawHeaders, contentType, body, rest, user }: WebRequest): JsonObject {
  return {
    __ow_method: method.toLowerCase(),
    __ow_headers: shownHeaders(rawHeaders, requestType(contentType, body.length > 0)),
    __ow_path: rest,
    ...(user !== undefined && { __ow_user: user }),
  };
}

/** Types in raw mode: JSON is given as bytes, too. */
function rawBody({ body, contentType }: WebRequest): string {
  const type = requestType(contentType, true) ?? OCTETS;
  const family = familyOf(type);
  return family === 'text' || family === 'form' ? readText(body, type) : body.toString('base64');
}

function readText(body: Buffer, type: MediaType): string {
  const text = decodeText(body, type);
  if (text === undefined) throw refuse.webTypeUnsupported(printMediaType(type));
  return text;
}

interface PromotedBody {
  /** Members that become arguments. */
  readonly fields: JsonObject;
  /** A body that has none, as one argument. */
  readonly whole?: JsonValue;
}

function promotedBody({ body, contentType }: WebRequest): PromotedBody {
  if (body.length === 0) return { fields: {} };
  const type = requestType(contentType, true) ?? OCTETS;
  switch (familyOf(type)) {
    case 'json': {
      const { value } = parseJson(body.toString('utf8'));
      return isJsonObject(value) ? { fields: value } : { fields: {}, whole: value };
    }
    case 'form':
      return { fields: Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
    case 'text':
      return { fields: {}, whole: readText(body, type) };
    case 'binary':
      return { fields: {}, whole: body.toString('base64') };
  }
}
