import { hasFlag, Json, toObject, valueOf, type Action, type JsonObject, type Parameters } from '@whisker/entities';
import { sealedAmong } from './sealed-arguments';

/** What invocations of an action need of its parameters and annotations; the same for every call. */
export interface PreparedAction {
  /** Parameters as arguments. */
  readonly defaults: JsonObject;
  /** The same, for calls without a payload. */
  readonly defaultsJson: Json;
  readonly hasDefaults: boolean;
  /** Names given to the action as environment at /init. */
  readonly initParameters: readonly string[];
  /** Those that only invokers open. */
  readonly sealed: Parameters;
  /** Names a payload must not have. */
  readonly finalParameters: readonly string[];
  /** It tells which actions to run, instead of being one. */
  readonly isConductor: boolean;
}

const prepared = new WeakMap<Action, PreparedAction>();

/** Remembered per object: resolvers hand out the same one while nothing changed. */
export function prepare(action: Action): PreparedAction {
  let found = prepared.get(action);
  if (!found) prepared.set(action, (found = make(action)));
  return found;
}

function make({ parameters, annotations }: Action): PreparedAction {
  const hasDefaults = parameters.length > 0;
  const defaults = toObject(parameters);
  // Only the value true: the text "true" does not count (conformance, final parameters).
  const isFinal = valueOf(annotations, 'final') === true;
  return {
    defaults,
    defaultsJson: hasDefaults ? Json.of(defaults) : Json.emptyObject,
    hasDefaults,
    initParameters: parameters.filter(({ init }) => init === true).map(({ key }) => key),
    sealed: sealedAmong(parameters),
    finalParameters: isFinal ? parameters.filter(({ value }) => value !== null).map(({ key }) => key) : [],
    isConductor: hasFlag(annotations, 'conductor'),
  };
}
