import { parseSecretBody, refuse, type Identity, type JsonObject, type JsonValue } from '@whisker/entities';
import type { SecretName, SecretSummary, SecretVault } from '@whisker/secrets';
import type { Page, Rest } from './deps';

/** What a namespace may keep. */
export interface SecretBounds {
  /** Bytes of one value. */
  readonly bytes: number;
  /** Secrets of one namespace. */
  readonly count: number;
}

export const DEFAULT_SECRET_BOUNDS: SecretBounds = { bytes: 64 * 1024, count: 100 };

export interface SecretsOptions {
  readonly vault: Pick<SecretVault, 'put' | 'get' | 'delete' | 'list'>;
  /** Default {@link DEFAULT_SECRET_BOUNDS}. */
  readonly bounds?: SecretBounds;
}

/** Set, delete and list secrets. No answer holds a value. */
export class Secrets {
  readonly #vault: SecretsOptions['vault'];
  readonly #bounds: SecretBounds;

  constructor({ vault, bounds = DEFAULT_SECRET_BOUNDS }: SecretsOptions) {
    this.#vault = vault;
    this.#bounds = bounds;
  }

  /** Creates or replaces a secret; answers with its name and dates. @throws secretValueMissing, secretTooLarge, tooManySecrets */
  async put(_caller: Identity, name: SecretName, body: JsonValue): Promise<JsonObject> {
    const value = parseSecretBody(body);
    const size = Buffer.byteLength(value);
    if (size > this.#bounds.bytes) throw refuse.secretTooLarge(size, this.#bounds.bytes);
    return print(await this.#vault.put(name, value, this.#bounds.count));
  }

  /** Name and dates of a secret. @throws notFound */
  async get(_caller: Identity, name: SecretName): Promise<JsonObject> {
    return print(found(await this.#vault.get(name)));
  }

  /** Deletes a secret; answers with its name and dates. @throws notFound */
  async delete(_caller: Identity, name: SecretName): Promise<JsonObject> {
    return print(found(await this.#vault.delete(name)));
  }

  /** Names and dates of a namespace's secrets, by name. */
  async list(_caller: Identity, { namespace, skip, limit }: Page): Promise<JsonObject[]> {
    return (await this.#vault.list(namespace)).slice(skip, skip + limit).map(print);
  }

  /** How many there are to list after `skip` of them. */
  async count(_caller: Identity, { namespace, skip }: Rest): Promise<number> {
    return Math.max((await this.#vault.list(namespace)).length - skip, 0);
  }
}

function found(secret: SecretSummary | undefined): SecretSummary {
  if (!secret) throw refuse.notFound();
  return secret;
}

function print({ namespace, name, created, updated }: SecretSummary): JsonObject {
  return { namespace, name, created, updated };
}
