import { isJsonObject, isSecretReference, Json, type JsonObject, type JsonValue } from '@whisker/entities';
import type { ActivationMessage, SealedArgument } from '@whisker/messages';
import type { ParameterCipher, SecretVault } from '@whisker/secrets';
import { internalError, refusedRun, type Outcome } from './classify';
import type { InvokerLog } from './invoker-options';
import { sealedTexts as texts } from './failure-texts';

/** What opens sealed arguments. */
export interface ArgumentKeys {
  readonly secrets: Pick<SecretVault, 'read'>;
  readonly parameters: Pick<ParameterCipher, 'open'>;
}

export interface ArgumentOpenerOptions {
  /** Absent: this invoker can open none. */
  readonly argumentKeys?: ArgumentKeys;
  readonly log: InvokerLog;
}

/** The arguments of one run in the clear. They stay in this process. */
export interface OpenedArguments {
  readonly content: Json;
  /** By key: what is another text whenever the argument may have another value, and tells nothing of it. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Values of secrets among the arguments. */
  readonly secrets: readonly string[];
}

/** An argument, or why there is none. */
type Opened = { readonly value: JsonValue; readonly token: string; readonly secret?: string } | Failed;
interface Failed {
  readonly failure: Outcome;
}

/** Opens the sealed arguments of messages: decrypts parameters, fetches secrets. */
export class ArgumentOpener {
  readonly #options: ArgumentOpenerOptions;

  constructor(options: ArgumentOpenerOptions) {
    this.#options = options;
  }

  /** Never rejects. @returns the message's arguments, or how the run ends if one cannot be opened */
  async open({ content, sealed = [], activationId }: ActivationMessage): Promise<OpenedArguments | Failed> {
    const given = content.value;
    if (!isJsonObject(given)) return { content, tokens: new Map(), secrets: [] };
    const present = sealed.filter(({ key }) => Object.hasOwn(given, key));
    const opened = await Promise.all(
      present.map((argument) => this.#open(argument, given[argument.key] as JsonValue, activationId)),
    );
    const values: JsonObject = { ...given };
    const tokens = new Map<string, string>();
    const secrets: string[] = [];
    for (const [index, { key }] of present.entries()) {
      const one = opened[index] as Opened;
      if ('failure' in one) return one;
      define(values, key, one.value);
      tokens.set(key, one.token);
      if (one.secret !== undefined) secrets.push(one.secret);
    }
    return { content: Json.of(values), tokens, secrets };
  }

  async #open(argument: SealedArgument, value: JsonValue, activationId: string): Promise<Opened> {
    const { encryption } = argument;
    if (encryption !== undefined) return this.#decrypt({ ...argument, encryption }, value);
    if (!isSecretReference(value)) return { value, token: JSON.stringify(value) };
    try {
      return await this.#fetch(argument, value.$secret);
    } catch (fault) {
      this.#options.log.error('secret could not be read', { activationId, secret: value.$secret, fault });
      return { failure: internalError(texts.secretUnavailable(argument.key, value.$secret)) };
    }
  }

  async #fetch({ key, namespace }: SealedArgument, name: string): Promise<Opened> {
    const { argumentKeys } = this.#options;
    if (!argumentKeys) return { failure: internalError(texts.secretUnavailable(key, name)) };
    const read = await argumentKeys.secrets.read({ namespace, name });
    if (read.type === 'open') {
      const { value, revision } = read;
      return { value, token: `${namespace}/${name} ${revision}`, secret: value };
    }
    if (read.type === 'missing') return { failure: refusedRun(texts.secretMissing(key, `${namespace}/${name}`)) };
    const keyId = read.type === 'unknown-key' ? read.keyId : undefined;
    return { failure: internalError(texts.secretUnreadable(key, `${namespace}/${name}`, keyId)) };
  }

  #decrypt({ key, namespace, encryption }: Required<SealedArgument>, value: JsonValue): Opened {
    const cipher = this.#options.argumentKeys?.parameters;
    const opened = cipher?.open({ value, encryption, namespace }) ?? { type: 'no-key' as const };
    switch (opened.type) {
      case 'open':
        return { value: opened.value, token: String(value) };
      case 'no-key':
        return { failure: internalError(texts.parameterWithoutKey(key)) };
      case 'unknown-key':
        return { failure: internalError(texts.parameterKeyUnknown(key, opened.keyId)) };
      case 'unknown-cipher':
        return { failure: refusedRun(texts.parameterCipherUnknown(key, encryption)) };
      case 'damaged':
        return { failure: refusedRun(texts.parameterDamaged(key, namespace)) };
    }
  }
}

/** Names are the user's: one like `__proto__` is a name as any other. */
function define(values: JsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(values, key, { value, enumerable: true, configurable: true, writable: true });
}
