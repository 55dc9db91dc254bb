/** Version of the message texts written by this code; the only one it reads. */
export const MESSAGE_VERSION = 1;

/** A text that is no message of the expected type and version. */
export class MessageFormatError extends Error {
  constructor(type: string, reason: string) {
    super(`not ${type} of version ${MESSAGE_VERSION}: ${reason}`);
    this.name = 'MessageFormatError';
  }
}

const LINE_BREAK = /[\r\n]/;
const LINE_BREAKS = /[\r\n]+/g;

/**
 * JSON text without line breaks, so that a message is one line of a log. Strings hold them escaped: between the
 * quotes there are none, and elsewhere they are blank space.
 */
export function onOneLine(jsonText: string): string {
  return LINE_BREAK.test(jsonText) ? jsonText.replace(LINE_BREAKS, ' ') : jsonText;
}

/**
 * Reads a text that holds a JSON object.
 * @throws MessageFormatError
 */
export function readObject(type: string, text: string): Record<string, unknown> {
  const value = parse(type, text);
  if (typeof value !== 'object' || value === null) throw new MessageFormatError(type, 'no object');
  return value as Record<string, unknown>;
}

/**
 * Reads the object of a message about an activation and checks its version.
 * @throws MessageFormatError
 */
export function readEnvelope(type: string, text: string): Record<string, unknown> {
  const { v, ...members } = readObject(type, text);
  if (v !== MESSAGE_VERSION) throw new MessageFormatError(type, `its version is ${JSON.stringify(v)}`);
  if (typeof members['activationId'] !== 'string') throw new MessageFormatError(type, 'it names no activation');
  return members;
}

function parse(type: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MessageFormatError(type, (error as Error).message);
  }
}
