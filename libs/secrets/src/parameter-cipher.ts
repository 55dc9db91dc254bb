import { cipherOf, isSecretReference, type JsonValue, type Parameter, type WhiskEntity } from '@whisker/entities';
import type { Keyring, Unsealed } from './keyring';

/** How parameters name the only cipher there is. */
export const PARAMETER_CIPHER = 'aes-256';

/** An encrypted parameter, and the namespace of the entity that holds it. */
export interface EncryptedValue {
  readonly value: JsonValue;
  readonly encryption: string;
  readonly namespace: string;
}

/** What came of decrypting; `no-key`: the platform was given none, `unknown-cipher`: it knows none of this name. */
export type Decrypted =
  | { readonly type: 'open'; readonly value: JsonValue }
  | { readonly type: 'no-key' | 'unknown-cipher' }
  | Exclude<Unsealed, { readonly type: 'open' }>;

/**
 * Encrypts the values of parameters of actions, packages and triggers (spec: rest-api section 3). A value is encrypted
 * for the namespace of its entity: what somebody reads of a shared package and stores as his own stays closed.
 *
 * Values that hide nothing stay as they are: null, references to secrets, the components of sequences.
 */
export class ParameterCipher {
  readonly #keyring: Keyring | undefined;

  /** @param keyring absent: nothing is encrypted, nothing can be decrypted */
  constructor(keyring?: Keyring) {
    this.#keyring = keyring;
  }

  /**
   * The entity with all values encrypted with the current key. What cannot be decrypted stays as it is, and is told of
   * when somebody needs it.
   */
  seal<T extends WhiskEntity>(entity: T): T {
    const keyring = this.#keyring;
    if (!keyring || entity.type === 'rule' || entity.parameters.length === 0) return entity;
    if (entity.type === 'action' && entity.exec.type === 'sequence') return entity;
    const place = placeOf(entity.name.namespace);
    return { ...entity, parameters: entity.parameters.map((parameter) => sealed(parameter, { keyring, place })) };
  }

  /** Never throws. */
  open({ value, encryption, namespace }: EncryptedValue): Decrypted {
    if (encryption !== PARAMETER_CIPHER) return { type: 'unknown-cipher' };
    if (!this.#keyring) return { type: 'no-key' };
    if (typeof value !== 'string') return { type: 'damaged' };
    const opened = this.#keyring.open(value, placeOf(namespace));
    return opened.type === 'open' ? { type: 'open', value: JSON.parse(opened.text) as JsonValue } : opened;
  }
}

function sealed(parameter: Parameter, { keyring, place }: { keyring: Keyring; place: string }): Parameter {
  const { key, value, init } = parameter;
  const cipher = cipherOf(parameter);
  if (value === null || isSecretReference(value)) return parameter;
  let text = JSON.stringify(value);
  if (cipher !== undefined) {
    if (cipher !== PARAMETER_CIPHER || typeof value !== 'string' || keyring.isCurrent(value)) return parameter;
    const opened = keyring.open(value, place);
    if (opened.type !== 'open') return parameter;
    ({ text } = opened);
  }
  return { key, value: keyring.seal(text, place), ...(init && { init }), encryption: PARAMETER_CIPHER };
}

function placeOf(namespace: string): string {
  return `parameter of ${namespace}`;
}
