import { isJsonObject, Json, refuse } from '@whisker/entities';
import type { PreparedAction } from './prepared-action';

/**
 * The arguments of a call: payload over parameters. Without parameters the payload is passed on as it is, so that its
 * text is not printed anew; an array (from a sequence) replaces all parameters.
 * @throws parametersNotAllowed if the payload names a final parameter
 */
export function mergeArguments(action: PreparedAction, payload: Json | undefined): Json {
  if (payload === undefined) return action.defaultsJson;
  if (!action.hasDefaults || !isJsonObject(payload.value)) return payload;
  for (const key of action.finalParameters) {
    if (Object.hasOwn(payload.value, key)) throw refuse.parametersNotAllowed();
  }
  return Json.of({ ...action.defaults, ...payload.value });
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
