import {
  cipherOf,
  isJsonObject,
  isSecretReference,
  type Json,
  type Parameter,
  type Parameters,
} from '@whisker/entities';
import type { SealedArgument } from '@whisker/messages';

/** Parameters that are opened by the invoker only: encrypted ones, and those that refer to a secret. */
export function sealedAmong(parameters: Parameters): Parameters {
  return parameters.filter(isSealed);
}

/** The arguments that these parameters become, where nothing of the same name replaces them. */
export function sealedArguments(
  parameters: Parameters,
  { namespaceOf, replacedBy }: { readonly namespaceOf: (key: string) => string; readonly replacedBy: Json | undefined },
): readonly SealedArgument[] {
  if (parameters.length === 0) return NONE;
  const replaced = replacedBy?.value;
  // An array takes the place of all arguments.
  if (Array.isArray(replaced)) return NONE;
  const left = parameters.filter(({ key }) => !isJsonObject(replaced) || !Object.hasOwn(replaced, key));
  return left.map((parameter) => argumentOf(parameter, namespaceOf(parameter.key)));
}

const NONE: readonly SealedArgument[] = [];

function isSealed(parameter: Parameter): boolean {
  return cipherOf(parameter) !== undefined || isSecretReference(parameter.value);
}

function argumentOf(parameter: Parameter, namespace: string): SealedArgument {
  const encryption = cipherOf(parameter);
  return { key: parameter.key, namespace, ...(encryption !== undefined && { encryption }) };
}
