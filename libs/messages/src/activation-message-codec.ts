import { Json } from '@whisker/entities';
import type { ActivationMessage } from './activation-message';
import { MESSAGE_VERSION, MessageFormatError, onOneLine, readEnvelope } from './envelope';

const TYPE = 'an activation message';

/** Comes before the content, which is the last member. Unescaped quotes are found in no string, so it occurs once. */
const MARK = ',"content":';

/** The message as one line of JSON. The text of its content is put in as it is, neither read nor printed again. */
export function encodeActivationMessage(message: ActivationMessage): string {
  const { content, ...head } = message;
  return `${JSON.stringify({ v: MESSAGE_VERSION, ...head }).slice(0, -1)}${MARK}${onOneLine(content.text)}}`;
}

/**
 * Reads what {@link encodeActivationMessage} made. The content stays text until somebody asks for its value.
 * @throws MessageFormatError
 */
export function decodeActivationMessage(text: string): ActivationMessage {
  const mark = text.indexOf(MARK);
  if (mark < 0 || !text.endsWith('}')) throw new MessageFormatError(TYPE, 'it has no content');
  const head = readEnvelope(TYPE, `${text.slice(0, mark)}}`);
  const content = Json.trusted(text.slice(mark + MARK.length, -1));
  return { ...(head as unknown as Omit<ActivationMessage, 'content'>), content };
}
