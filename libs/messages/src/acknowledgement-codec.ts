import { activationFromDocument, activationToDocument } from '@whisker/entities';
import type { Acknowledgement } from './acknowledgement';
import { MESSAGE_VERSION, MessageFormatError, onOneLine, readEnvelope } from './envelope';

const TYPE = 'an acknowledgement';

/** The acknowledgement as one line of JSON; its record in the shape stores keep. */
export function encodeAcknowledgement(acknowledgement: Acknowledgement): string {
  const { record, ...head } = acknowledgement;
  const text = JSON.stringify({ v: MESSAGE_VERSION, ...head });
  return record ? `${text.slice(0, -1)},"record":${onOneLine(activationToDocument(record))}}` : text;
}

/**
 * Reads what {@link encodeAcknowledgement} made.
 * @throws MessageFormatError
 */
export function decodeAcknowledgement(text: string): Acknowledgement {
  const { record, ...head } = readEnvelope(TYPE, text);
  const acknowledgement = head as unknown as Omit<Acknowledgement, 'record'>;
  return record === undefined ? acknowledgement : { ...acknowledgement, record: readRecord(record) };
}

function readRecord(record: unknown): NonNullable<Acknowledgement['record']> {
  try {
    return activationFromDocument(record);
  } catch {
    throw new MessageFormatError(TYPE, 'its record cannot be read');
  }
}
