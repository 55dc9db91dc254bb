import { randomUUID } from 'node:crypto';
import type { Keyring, Unsealed } from './keyring';
import type { SecretName, SecretStore, SecretSummary } from './secret-store';

export interface SecretVaultOptions {
  readonly store: SecretStore;
  /** Secrets are always encrypted. */
  readonly keyring: Keyring;
  /** epoch ms */
  readonly clock: () => number;
  /** Default: random. */
  readonly newRevision?: () => string;
}

/** What came of reading a secret. */
export type ReadSecret =
  | { readonly type: 'open'; readonly value: string; readonly revision: string }
  | { readonly type: 'missing' }
  | Exclude<Unsealed, { readonly type: 'open' }>;

/** Secrets in the clear, for those who run actions; everybody else sees their names and dates only. */
export class SecretVault {
  readonly #options: SecretVaultOptions;

  constructor(options: SecretVaultOptions) {
    this.#options = options;
  }

  /** @param most secrets the namespace may have @throws tooManySecrets */
  put(name: SecretName, value: string, most: number): Promise<SecretSummary> {
    const { store, keyring, clock, newRevision = randomUUID } = this.#options;
    return store.put(name, { sealed: keyring.seal(value, placeOf(name)), revision: newRevision(), at: clock(), most });
  }

  /** The value. @throws what the store throws */
  async read(name: SecretName): Promise<ReadSecret> {
    const stored = await this.#options.store.get(name);
    if (!stored) return { type: 'missing' };
    const opened = this.#options.keyring.open(stored.sealed, placeOf(name));
    return opened.type === 'open' ? { type: 'open', value: opened.text, revision: stored.revision } : opened;
  }

  async get({ namespace, name }: SecretName): Promise<SecretSummary | undefined> {
    const stored = await this.#options.store.get({ namespace, name });
    return stored && { namespace, name, created: stored.created, updated: stored.updated };
  }

  delete(name: SecretName): Promise<SecretSummary | undefined> {
    return this.#options.store.delete(name);
  }

  /** By name. */
  list(namespace: string): Promise<readonly SecretSummary[]> {
    return this.#options.store.list(namespace);
  }
}

function placeOf({ namespace, name }: SecretName): string {
  return `secret ${namespace}/${name}`;
}
