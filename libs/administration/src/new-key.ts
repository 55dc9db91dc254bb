import { AUTH_KEY_LENGTH, type AuthKey } from '@whisker/entities';
import { randomInt, randomUUID } from 'node:crypto';

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A new id and a new key of random letters and digits, from the system's cryptographic source. */
export function newAuthKey(): AuthKey {
  const letter = () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)] as string;
  return { uuid: randomUUID(), key: Array.from({ length: AUTH_KEY_LENGTH }, letter).join('') };
}
