import { createHash, timingSafeEqual } from 'node:crypto';

/** Salt and hash of a secret, as they are stored. The secret itself is not kept. */
export function sealSecret(secret: string, salt: string): string {
  return `${salt}:${digest(salt, secret).toString('hex')}`;
}

/** Whether a secret is the sealed one; in a time that does not tell how much of it is right. */
export function opensSeal(sealed: string, secret: string): boolean {
  const [salt = '', hash = ''] = sealed.split(':');
  return sameBytes(Buffer.from(hash, 'hex'), digest(salt, secret));
}

/** Whether two texts are the same; in a time that does not tell how much of them is. */
export function sameText(one: string, other: string): boolean {
  return sameBytes(digest('', one), digest('', other));
}

/** Subscribers choose random secrets, so a fast hash will do; it is made for each call. */
function digest(salt: string, secret: string): Buffer {
  return createHash('sha256').update(`${salt}:${secret}`).digest();
}

function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
