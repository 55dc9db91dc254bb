import { refuse } from './errors';
import { randomPool } from './random-pool';

/** 32 lower-case hexadecimal characters. */
export type ActivationId = string;

const ID = /^[0-9a-f]{32}$/;
const ID_LENGTH = 32;

/** @throws activationIdLength, activationIdIllegal */
export function parseActivationId(text: string): ActivationId {
  if (text.length !== ID_LENGTH) throw refuse.activationIdLength(text.length);
  if (!ID.test(text)) throw refuse.activationIdIllegal();
  return text;
}

const nextBytes = randomPool(16);

/** A fresh random id: a version 4 UUID without its dashes. */
export function newActivationId(): ActivationId {
  const bytes = nextBytes();
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex');
}
