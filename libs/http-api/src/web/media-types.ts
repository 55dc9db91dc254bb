/** A content type: `type/subtype` in lower case, and its parameters in the order given (names in lower case). */
export interface MediaType {
  readonly essence: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** How the bytes of a content type are read and written. */
export type Family = 'json' | 'form' | 'text' | 'binary';

/** `Content-Type` of JSON, of pages and of plain text. */
export const JSON_TYPE = 'application/json';
export const HTML_TYPE = 'text/html; charset=UTF-8';
export const PLAIN_TYPE = 'text/plain; charset=UTF-8';

/** Longer ones are taken for unreadable; a boundary has 70 characters at most. */
const MAX_LENGTH = 1024;
const ESSENCE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const QUOTED = /^"((?:[\t\x20\x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*)"$/;

/** Reads a `Content-Type`. @returns undefined if it is not `type/subtype; name=value…` */
export function parseMediaType(text: string): MediaType | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [first = '', ...others] = splitOutsideQuotes(text);
  if (!ESSENCE.test(first)) return undefined;
  const parameters: (readonly [string, string])[] = [];
  for (const other of others) {
    if (other === '') continue;
    const parameter = readParameter(other);
    if (!parameter) return undefined;
    parameters.push(parameter);
  }
  return { essence: first.toLowerCase(), parameters };
}

/** The parts between semicolons, trimmed; those within quotes do not count. */
function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '"') quoted = !quoted;
    else if (quoted && char === '\\') i += 1;
    else if (char === ';' && !quoted) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return [...parts, text.slice(from).trim()];
}

function readParameter(text: string): readonly [string, string] | undefined {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(0, equals));
  const given = text.slice(equals + 1);
  const value = TOKEN.test(given) ? given : QUOTED.exec(given)?.[1]?.replace(/\\(.)/g, '$1');
  return TOKEN.test(name) && value !== undefined ? [name.toLowerCase(), value] : undefined;
}

/** Prints a content type. `charset` replaces the one it has; null takes it away. */
export function printMediaType({ essence, parameters }: MediaType, charset?: string | null): string {
  const kept = charset === undefined ? parameters : parameters.filter(([name]) => name !== 'charset');
  const all = typeof charset === 'string' ? [...kept, ['charset', charset] as const] : kept;
  return [essence, ...all.map(([name, value]) => `${name}=${printValue(value)}`)].join('; ');
}

function printValue(value: string): string {
  return TOKEN.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Textual types besides `text/*`. */
const TEXTUAL = new Set(
  [
    'atom+xml',
    'base64',
    'javascript',
    'problem+xml',
    'rss+xml',
    'soap+xml',
    'vnd.google-earth.kml+xml',
    'x-latex',
    'xhtml+xml',
    'xml',
    'xml-dtd',
  ].map((subtype) => `application/${subtype}`),
);

/** Types that are bytes even if they declare a charset; vector images belong to them. */
const BYTES = /^(?:(?:audio|font|image|message|model|multipart|video)\/|application\/(?:octet-stream|pdf|zip)$)/;

/** How a content type is read and written (spec: web-actions sections 5 and 6). Unknown types are bytes. */
export function familyOf({ essence, parameters }: MediaType): Family {
  if (essence === JSON_TYPE || essence.endsWith('+json')) return 'json';
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  if (essence.startsWith('text/') || TEXTUAL.has(essence)) return 'text';
  return !BYTES.test(essence) && parameters.some(([name]) => name === 'charset') ? 'text' : 'binary';
}

/** True for textual types that are UTF-8 by definition: they carry no charset. */
export function isAlwaysUtf8(type: MediaType): boolean {
  return ['json', 'form'].includes(familyOf(type)) || type.essence === 'text/event-stream';
}

/** Bytes as text in the charset the type declares; UTF-8 if it declares none. @returns undefined for an unknown charset */
export function decodeText(bytes: Buffer, { parameters }: MediaType): string | undefined {
  const charset = parameters.find(([name]) => name === 'charset')?.[1].toLowerCase();
  if (charset === undefined || charset === 'utf-8') return bytes.toString('utf8');
  try {
    return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
