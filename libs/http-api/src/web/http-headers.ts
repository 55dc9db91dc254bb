import { isJsonObject, refuse, type JsonValue } from '@whisker/entities';
import { validateHeaderName, validateHeaderValue } from 'node:http';

/** The headers of a result. */
export interface ResultHeaders {
  /** The declared `Content-Type`. */
  readonly type: string | undefined;
  /** All others, names and values in turn; of a list one by one. */
  readonly headers: readonly string[];
}

/**
 * Left out: how a message is framed is the server's business (a wrong length would mix up the answers on a connection),
 * and the ids are the platform's.
 */
const OWN = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-openwhisk-activation-id',
  'x-request-id',
]);

/**
 * Reads the `headers` of a result: an object of texts, numbers, booleans, or lists of these.
 * @throws responseNotValid if it is anything else, or what cannot be sent as a header
 */
export function readHeaders(value: JsonValue | undefined): ResultHeaders {
  if (value === undefined) return { type: undefined, headers: [] };
  if (!isJsonObject(value)) throw invalid();
  const lines = Object.entries(value).flatMap(([name, given]) => readLines(name, given));
  return {
    type: lines.find(({ key }) => key === 'content-type')?.text,
    headers: lines
      .filter(({ key }) => key !== 'content-type' && !OWN.has(key))
      .flatMap(({ name, text }) => [name, text]),
  };
}

interface Line {
  readonly name: string;
  /** The name in lower case. */
  readonly key: string;
  readonly text: string;
}

function readLines(name: string, given: JsonValue): Line[] {
  return (Array.isArray(given) ? given : [given]).map((value) => {
    if (value === null || typeof value === 'object') throw invalid();
    const text = String(value);
    requireSendable(name, text);
    return { name, key: name.toLowerCase(), text };
  });
}

function requireSendable(name: string, text: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, text);
  } catch {
    throw invalid();
  }
}

function invalid(): Error {
  return refuse.responseNotValid('message/http');
}
