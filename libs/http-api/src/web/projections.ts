import { isJsonObject, refuse, type JsonValue } from '@whisker/entities';
import type { Reply } from '../api';
import { HTML_TYPE, JSON_TYPE, PLAIN_TYPE } from './media-types';
import { prettyPrint } from './pretty';

/** `.json`: the whole result. @throws responseNotValid unless it is an object or an array */
export function projectJson(result: JsonValue): Reply {
  if (typeof result !== 'object' || result === null) throw refuse.responseNotValid(JSON_TYPE);
  return { status: 200, type: JSON_TYPE, content: prettyPrint(result) };
}

const MARKUP = {
  html: { type: HTML_TYPE, named: 'text/html' },
  svg: { type: 'image/svg+xml', named: 'image/svg+xml' },
} as const;

/**
 * `.html`, `.svg`: the member `body`, else the one named as the extension.
 * @returns a projection that throws responseNotValid unless that is a text; a result that is a text is shown itself
 */
export function projectMarkup(extension: keyof typeof MARKUP): (result: JsonValue) => Reply {
  const { type, named } = MARKUP[extension];
  return (result) => {
    const content = isJsonObject(result) ? memberOf(result, extension) : result;
    if (typeof content !== 'string') throw refuse.responseNotValid(named);
    return { status: 200, type, content };
  };
}

/**
 * `.text`: the member `body`, else `text`, or a result that is no object: a text as it is, all else as JSON.
 * @throws responsePropertyMissing
 */
export function projectText(result: JsonValue): Reply {
  const content = isJsonObject(result) ? memberOf(result, 'text') : result;
  if (content === undefined) throw refuse.responsePropertyMissing();
  return { status: 200, type: PLAIN_TYPE, content: typeof content === 'string' ? content : prettyPrint(content) };
}

function memberOf(result: { readonly [key: string]: JsonValue }, name: string): JsonValue | undefined {
  return Object.hasOwn(result, 'body') ? result['body'] : result[name];
}
