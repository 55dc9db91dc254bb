import type { AuthKey } from '@whisker/entities';
import { hash, timingSafeEqual } from 'node:crypto';

/** Begins what a store holds instead of a key. Longer than a key with it, a hash can never be given as one. */
const MARK = 'sha256:';

/**
 * What a store may hold instead of a key, so that who reads the store cannot act as its users.
 *
 * One round of SHA-256 is enough: a key is 64 random letters and digits, 381 bits that nobody can try out. The slow,
 * salted hashes of passwords make up for what people choose; here they would only make every request slow. The uuid is
 * hashed along, so that a given key used twice does not show.
 */
export function hashKey({ uuid, key }: AuthKey): string {
  return `${MARK}${hash('sha256', `${uuid}:${key}`, 'hex')}`;
}

/** True if a store holds a hash, and the key itself is not known. */
export function isHashed(stored: string): boolean {
  return stored.startsWith(MARK);
}

/** True if the key is the one that is stored, or the one whose hash is. Takes a time that does not tell how much is right. */
export function provesKey(stored: string, given: AuthKey): boolean {
  const [a, b] = [stored, isHashed(stored) ? hashKey(given) : given.key].map((text) => Buffer.from(text));
  return a !== undefined && b !== undefined && a.length === b.length && timingSafeEqual(a, b);
}
