import { parseMediaType, printMediaType, familyOf, type MediaType } from './media-types';

/** Bytes of an unknown kind. */
export const OCTETS: MediaType = { essence: 'application/octet-stream', parameters: [] };

/** For the platform only; or how the message was framed, which an action passing headers on must not repeat. */
const HIDDEN = new Set(['x-ow-extra-logging', 'content-length', 'transfer-encoding', 'content-type']);

/**
 * `__ow_headers`: names in lower case; of a repeated header the last counts.
 * @param raw names and values in turn, as received
 * @param type type of the body, if there is a body or a readable type
 */
export function shownHeaders(raw: readonly string[], type: MediaType | undefined): Readonly<Record<string, string>> {
  const shown: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    if (!HIDDEN.has(name)) shown.push([name, raw[i + 1] as string]);
  }
  if (type) shown.push(['content-type', printRequestType(type)]);
  // Not by assignment: a header may be called `__proto__`.
  return Object.fromEntries(shown);
}

/** JSON has no charset: it is UTF-8 by definition. */
function printRequestType(type: MediaType): string {
  if (familyOf(type) === 'json') return printMediaType(type, null);
  const charset = type.parameters.find(([name]) => name === 'charset')?.[1];
  return printMediaType(type, charset?.toLowerCase() === 'utf-8' ? 'UTF-8' : undefined);
}

/** The type of a request's body: unreadable or missing, it is {@link OCTETS} if there is a body at all. */
export function requestType(header: string | undefined, hasBody: boolean): MediaType | undefined {
  return (header === undefined ? undefined : parseMediaType(header)) ?? (hasBody ? OCTETS : undefined);
}
