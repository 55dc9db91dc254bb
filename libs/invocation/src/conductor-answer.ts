import { isJsonObject, Json, type JsonObject, type JsonValue } from '@whisker/entities';

/** What a conductor wants after one of its runs. */
export type ConductorAnswer =
  | {
      readonly type: 'next';
      /** Name of an action, if it is one. */
      readonly action: JsonValue;
      /** Absent: the action has no payload. */
      readonly params: Json | undefined;
      /** Given back to the conductor, over the result of the action. */
      readonly state: JsonObject | undefined;
    }
  | { readonly type: 'end'; readonly result: Json };

/**
 * Reads the result of a conductor: `{action?, params?, state?}` (spec: rest-api section 14). A member that is null is
 * there. An array asks for nothing, so it is the end.
 */
export function readAnswer(result: Json): ConductorAnswer {
  const { value } = result;
  if (!isJsonObject(value)) return { type: 'end', result };
  const params = boxed(value, 'params', 'value');
  const { action } = value;
  if (action === undefined) return { type: 'end', result: params ? Json.of(params) : result };
  return { type: 'next', action, params: params && Json.of(params), state: boxed(value, 'state', 'state') };
}

/** A member as an object: another value stands under `name` in it. */
function boxed(value: JsonObject, member: string, name: string): JsonObject | undefined {
  const { [member]: given } = value;
  return given === undefined || isJsonObject(given) ? given : { [name]: given };
}

/**
 * What a conductor is told about the end of an action: its result, with the state over it. An array is boxed like one
 * in `params`, for there must be room for the state.
 */
export function toldConductor(result: Json, state: JsonObject | undefined): Json {
  const { value } = result;
  if (!isJsonObject(value)) return Json.of({ value, ...state });
  return state ? Json.of({ ...value, ...state }) : result;
}
