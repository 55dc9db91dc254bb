import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** What came of opening a sealed text. */
export type Unsealed =
  | { readonly type: 'open'; readonly text: string }
  /** Sealed with a key that is not on the ring. */
  | { readonly type: 'unknown-key'; readonly keyId: string }
  /** No sealed text, a changed one, or one that was sealed for another place. */
  | { readonly type: 'damaged' };

export interface KeyringOptions {
  /** Random bytes. Default: the system's. */
  readonly random?: (size: number) => Buffer;
}

/** Bytes of a key. */
const KEY_SIZE = 32;
const CIPHER = 'aes-256-gcm';
/** First byte of what is sealed: version of the form `version, key id, nonce, ciphertext, tag`. */
const VERSION = 1;
const ID_SIZE = 4;
const NONCE_SIZE = 12;
const TAG_SIZE = 16;
const HEAD_SIZE = 1 + ID_SIZE + NONCE_SIZE;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The bytes of a key given as base64 text; undefined if it is none of 32 bytes. */
export function parseKey(text: string): Buffer | undefined {
  const trimmed = text.trim();
  const key = BASE64.test(trimmed) ? Buffer.from(trimmed, 'base64') : undefined;
  return key?.length === KEY_SIZE ? key : undefined;
}

/** A new key, as base64 text. */
export function newKey(random: (size: number) => Buffer = randomBytes): string {
  return random(KEY_SIZE).toString('base64');
}

/**
 * Seals texts (AES-256-GCM) with its first key and opens what any of its keys sealed. A text is sealed for a place and
 * opens there only: what is copied to another place is of no use.
 */
export class Keyring {
  readonly #byId: ReadonlyMap<string, Buffer>;
  readonly #first: { readonly id: Buffer; readonly key: Buffer };
  readonly #random: (size: number) => Buffer;

  /** @param keys base64 of 32 bytes each, the current one first @throws RangeError if there is none, or one that is no key */
  constructor(keys: readonly string[], { random = randomBytes }: KeyringOptions = {}) {
    const read = keys.map((text, index) => {
      const key = parseKey(text);
      if (!key) throw new RangeError(`key ${index + 1} is not 32 bytes in base64`);
      return { id: idOf(key), key };
    });
    const [first] = read;
    if (!first) throw new RangeError('a keyring needs a key');
    this.#first = first;
    this.#byId = new Map(read.map(({ id, key }) => [id.toString('hex'), key]));
    this.#random = random;
  }

  /** @param place where the text belongs; needed to open it @returns base64 */
  seal(text: string, place: string): string {
    const { id, key } = this.#first;
    const nonce = this.#random(NONCE_SIZE);
    const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place));
    const sealed = [cipher.update(text, 'utf8'), cipher.final()];
    return Buffer.concat([Buffer.of(VERSION), id, nonce, ...sealed, cipher.getAuthTag()]).toString('base64');
  }

  open(sealed: string, place: string): Unsealed {
    const bytes = bytesOf(sealed);
    if (!bytes) return { type: 'damaged' };
    const keyId = keyIdOf(bytes);
    const key = this.#byId.get(keyId);
    if (!key) return { type: 'unknown-key', keyId };
    try {
      return { type: 'open', text: decrypt(bytes, key, place) };
    } catch {
      // The tag does not fit: nothing more is known, and nothing more must be told.
      return { type: 'damaged' };
    }
  }

  /** Whether a text was sealed, and with the first key. */
  isCurrent(sealed: string): boolean {
    const bytes = bytesOf(sealed);
    return bytes !== undefined && keyIdOf(bytes) === this.#first.id.toString('hex');
  }
}

/** Tells keys apart, and tells nothing else of them. */
function idOf(key: Buffer): Buffer {
  return createHash('sha256').update('whisker key id').update(key).digest().subarray(0, ID_SIZE);
}

function bytesOf(sealed: string): Buffer | undefined {
  const bytes = BASE64.test(sealed) ? Buffer.from(sealed, 'base64') : undefined;
  return bytes && bytes[0] === VERSION && bytes.length >= HEAD_SIZE + TAG_SIZE ? bytes : undefined;
}

function keyIdOf(bytes: Buffer): string {
  return bytes.toString('hex', 1, 1 + ID_SIZE);
}

/** @throws Error if the bytes were changed, or belong elsewhere */
function decrypt(bytes: Buffer, key: Buffer, place: string): string {
  const tagStart = bytes.length - TAG_SIZE;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(1 + ID_SIZE, HEAD_SIZE), { authTagLength: TAG_SIZE })
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(tagStart));
  return Buffer.concat([decipher.update(bytes.subarray(HEAD_SIZE, tagStart)), decipher.final()]).toString('utf8');
}
