import type { RunFields } from '@whisker/container-pool';
import { isJsonObject, Json, type JsonObject, type JsonValue } from '@whisker/entities';
import type { ActivationMessage } from '@whisker/messages';
import { hash } from 'node:crypto';
import type { Runnable } from './runnable';

/** What the fields and the environment of a call are made of. */
export interface RunContext {
  readonly message: ActivationMessage;
  readonly runnable: Runnable;
  readonly apiKey: string | undefined;
  /** The call ends then, epoch ms. */
  readonly deadline: number;
}

/** Fields of /run besides `value` (spec: runtime-contract section 1). */
export function runFields({ message, runnable, apiKey, deadline }: RunContext): RunFields {
  const fields: Record<string, string> = {
    namespace: message.caller.namespace.name,
    action_name: runnable.printedName,
    action_version: runnable.action.version,
    activation_id: message.activationId,
    transaction_id: message.transaction.id,
    deadline: String(deadline),
  };
  if (apiKey !== undefined) fields['api_key'] = apiKey;
  return fields;
}

/** Environment given with /init: init parameters, and over them what the platform tells. */
export function initEnvironment(context: RunContext, apiHost: string | undefined): Record<string, string> {
  const environment = initParameters(context.message);
  for (const [field, text] of Object.entries(runFields(context))) environment[`__OW_${field.toUpperCase()}`] = text;
  if (apiHost !== undefined) environment['__OW_API_HOST'] = apiHost;
  return environment;
}

/** Arguments of /run: the content without its init parameters, the very same if there are none. */
export function runArguments({ content, initParameters: keys }: ActivationMessage): Json {
  if (keys.length === 0 || !isJsonObject(content.value)) return content;
  const rest: JsonObject = { ...content.value };
  for (const key of keys) delete rest[key];
  return Json.of(rest);
}

/**
 * How the pool tells containers of the action apart. A container keeps the environment of its /init, so one that was
 * given other init parameters (of another payload, of the package before a change, or of a secret before a change) is
 * none for this activation.
 * @param tokens stand for the values of those that were sealed: a pool's keys are no place for secrets
 */
export function poolActionFor(
  { poolAction }: Runnable,
  message: ActivationMessage,
  tokens?: ReadonlyMap<string, string>,
): Runnable['poolAction'] {
  if (message.initParameters.length === 0) return poolAction;
  const given = Object.entries(initParameters(message)).map(([key, text]) => {
    const token = tokens?.get(key);
    return token === undefined ? [key, text] : [key, token, 'sealed'];
  });
  return {
    name: poolAction.name,
    revision: `${poolAction.revision} ${hash('sha256', JSON.stringify(given), 'base64url')}`,
  };
}

function initParameters({ content, initParameters: keys }: ActivationMessage): Record<string, string> {
  // Names are the user's: one like `__proto__` is a name as any other.
  const environment = Object.create(null) as Record<string, string>;
  if (keys.length === 0 || !isJsonObject(content.value)) return environment;
  for (const key of keys) {
    if (Object.hasOwn(content.value, key)) environment[key] = environmentText(content.value[key] as JsonValue);
  }
  return environment;
}

function environmentText(value: JsonValue): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
