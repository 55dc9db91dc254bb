import { isJsonObject, Json, refuse } from '@whisker/entities';
import type { PreparedAction } from './prepared-action';

/**
 * The arguments of a call: payload over parameters. Without parameters the payload is passed on as it is, so that its
 * text is not printed anew; an array (from a sequence) replaces all parameters.
 */
export function mergeArguments(action: PreparedAction, payload: Json | undefined): Json {
  if (payload === undefined) return action.defaultsJson;
  if (!action.hasDefaults || !isJsonObject(payload.value)) return payload;
  return Json.of({ ...action.defaults, ...payload.value });
}

/**
 * Final parameters are for the owner of an action alone to set. This holds for calls from outside: what a component
 * hands to the next one may name them.
 * @throws parametersNotAllowed if the payload names a final parameter
 */
export function checkFinal({ finalParameters }: PreparedAction, payload: Json | undefined): void {
  if (finalParameters.length === 0 || !isJsonObject(payload?.value)) return;
  for (const key of finalParameters) {
    if (Object.hasOwn(payload.value, key)) throw refuse.parametersNotAllowed();
  }
}

/** Bytes a message may hold besides the payload's limit: names, identity, limits. */
export const MESSAGE_OVERHEAD = 6068;

const MOST_BYTES_PER_CHARACTER = 3;

/** @throws requestTooLarge if parameters and payload together are more than a message can carry */
export function checkSize(content: Json, payloadLimit: number): void {
  const limit = payloadLimit + MESSAGE_OVERHEAD;
  const { text } = content;
  if (text.length * MOST_BYTES_PER_CHARACTER <= limit) return;
  if (Buffer.byteLength(text) > limit) throw refuse.requestTooLarge();
}
