import { isJsonObject, type JsonObject, type JsonValue } from '@whisker/entities';
import { createHash, randomUUID } from 'node:crypto';

/** Where the code of an action is: what stands in its document under `exec.code`, and the attachment, if it is one. */
export interface KeptCode {
  readonly reference: JsonValue;
  /** `_attachments` of the document. */
  readonly attachments?: JsonObject;
}

export interface CodeTraits {
  /** The code is base64. */
  readonly binary: boolean;
  /** Bytes of code kept in the document, at most. */
  readonly maxInline: number;
}

/** Begins the name of code that lies in the name itself, as base64. */
const INLINE = 'mem:';
/** Begins the name of code that is an attachment of the document. */
const ATTACHED = 'couch:';
const TEXT = 'text/plain';
const BYTES = 'application/octet-stream';

/**
 * Code as OpenWhisk keeps it: small code inside the document, other code as its attachment, archives as the bytes that
 * their base64 stands for.
 */
export function keepCode(code: string, { binary, maxInline }: CodeTraits): KeptCode {
  const { bytes, type } = asBytes(code, binary);
  const description = { attachmentType: type, length: bytes.length, digest: digestOf(bytes) };
  const data = bytes.toString('base64');
  if (bytes.length <= maxInline) return { reference: { attachmentName: INLINE + data, ...description } };
  const name = randomUUID();
  return {
    reference: { attachmentName: ATTACHED + name, ...description },
    attachments: { [name]: { content_type: type, data } },
  };
}

/** The code of a document that was read without its attachments, to be written again with it. */
export function codeOf(document: JsonObject): KeptCode | undefined {
  const exec = document['exec'];
  const reference = isJsonObject(exec) ? exec['code'] : undefined;
  if (reference === undefined || reference === null) return undefined;
  const attachments = document['_attachments'];
  return { reference, ...(isJsonObject(attachments) && { attachments }) };
}

/** The text of code kept so; undefined if there is none. Attachments must have been read with their bytes. */
export function readCode({ reference, attachments = {} }: KeptCode): string | undefined {
  if (typeof reference === 'string') return reference;
  if (!isJsonObject(reference) || typeof reference['attachmentName'] !== 'string') return undefined;
  const { attachmentName: name, attachmentType: type } = reference;
  if (name.startsWith(INLINE)) return asText(name.slice(INLINE.length), type);
  const attachment = attachments[name.startsWith(ATTACHED) ? name.slice(ATTACHED.length) : name];
  return isJsonObject(attachment) ? asText(attachment['data'] as string, type) : undefined;
}

function asText(data: string, type: JsonValue | undefined): string {
  return type === BYTES ? data : Buffer.from(data, 'base64').toString();
}

/** Bytes that give the very text back: base64 can be written in more than one way. */
function asBytes(code: string, binary: boolean): { readonly bytes: Buffer; readonly type: string } {
  const decoded = binary && Buffer.from(code, 'base64');
  if (decoded && decoded.toString('base64') === code) return { bytes: decoded, type: BYTES };
  return { bytes: Buffer.from(code), type: TEXT };
}

function digestOf(bytes: Buffer): string {
  return `sha-256-${createHash('sha256').update(bytes).digest('hex')}`;
}
