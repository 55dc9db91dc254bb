import { activationFromDocument, activationToDocument, type Activation, type JsonObject } from '@whisker/entities';

/** Attachment with the logs of a record that is too large for one document. */
const LOGS = 'logs';
/** CouchDB takes documents of 8,000,000 bytes by default; attachments do not count. */
const MAX_BYTES = 6_000_000;
/** Bytes a character takes in UTF-8, at most. */
const MAX_BYTES_PER_CHARACTER = 3;

/** A record as the text of its document. Logs of a record that would be too large are an attachment. */
export function activationText(record: Activation): string {
  const text = activationToDocument(record);
  if (text.length * MAX_BYTES_PER_CHARACTER <= MAX_BYTES || Buffer.byteLength(text) <= MAX_BYTES) return text;
  const data = Buffer.from(JSON.stringify(record.logs)).toString('base64');
  const attachment = JSON.stringify({ [LOGS]: { content_type: 'application/json', data } });
  return `${activationToDocument({ ...record, logs: [] }).slice(0, -1)},"_attachments":${attachment}}`;
}

/** True if the logs of a record are elsewhere: its document has to be read with attachments. */
export function hasLogsApart(document: JsonObject): boolean {
  return attachmentOf(document) !== undefined;
}

/** Reads a document, with its attachments if it has some. @throws corrupt */
export function readActivationDocument(document: JsonObject): Activation {
  const record = activationFromDocument(document);
  const data = attachmentOf(document)?.['data'];
  if (typeof data !== 'string') return record;
  return { ...record, logs: JSON.parse(Buffer.from(data, 'base64').toString()) as string[] };
}

function attachmentOf(document: JsonObject): JsonObject | undefined {
  return (document['_attachments'] as Record<string, JsonObject> | undefined)?.[LOGS];
}
