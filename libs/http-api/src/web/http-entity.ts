import { refuse, type JsonValue } from '@whisker/entities';
import {
  familyOf,
  HTML_TYPE,
  isAlwaysUtf8,
  JSON_TYPE,
  parseMediaType,
  printMediaType,
  type MediaType,
} from './media-types';
import { prettyPrint } from './pretty';

/** The content of a response and its type. */
export interface Entity {
  readonly type: string;
  readonly content: string | Buffer;
}

/**
 * The entity that a result's `body` and declared content type make (table `body` of spec web-actions section 6).
 * @returns undefined for an empty one: absent, null, `''`; its type does not matter
 * @throws responseTypeUnknown if the type cannot be read; responseTypeMismatch if the body is not of that type
 */
export function toEntity(body: JsonValue | undefined, declared: string | undefined): Entity | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  const type = declared === undefined ? undefined : parseMediaType(declared);
  if (declared !== undefined && !type) throw refuse.responseTypeUnknown();
  return typeof body === 'string' ? ofText(body, type) : ofJson(body, type);
}

function ofJson(body: JsonValue, type: MediaType | undefined): Entity {
  if (!type) return { type: JSON_TYPE, content: prettyPrint(body) };
  if (familyOf(type) !== 'json') throw refuse.responseTypeMismatch();
  return { type: printMediaType(type, null), content: prettyPrint(body) };
}

function ofText(body: string, type: MediaType | undefined): Entity {
  if (!type) return { type: HTML_TYPE, content: body };
  const family = familyOf(type);
  if (family === 'binary') {
    if (!isBase64(body)) throw refuse.responseTypeMismatch();
    return { type: printMediaType(type), content: Buffer.from(body, 'base64') };
  }
  // Older functions return JSON in base64, as they do with bytes.
  const content = family === 'json' && isPaddedBase64(body) ? Buffer.from(body, 'base64') : body;
  return { type: printMediaType(type, isAlwaysUtf8(type) ? null : 'UTF-8'), content };
}

/** True for text in the base64 alphabet of a possible length; padding may be missing, but not be wrong. */
function isBase64(text: string): boolean {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return false;
  return text.endsWith('=') ? text.length % 4 === 0 : text.length % 4 !== 1;
}

/** Stricter where the text may also be meant as it is. */
function isPaddedBase64(text: string): boolean {
  return text.length % 4 === 0 && isBase64(text);
}
