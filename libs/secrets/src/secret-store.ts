/** Full name of a secret. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** What may be told of a secret: all but its value. */
export interface SecretSummary extends SecretName {
  /** When a secret of this name was set first, epoch ms. */
  readonly created: number;
  /** When its value was set, epoch ms. */
  readonly updated: number;
}

/** A value to be stored. */
export interface SealedSecret {
  /** The value, encrypted: stores never see another. */
  readonly sealed: string;
  /** Names this value; a new one with every write. */
  readonly revision: string;
}

/** A secret as stored. */
export interface StoredSecret extends SecretSummary, SealedSecret {}

export interface SecretWrite extends SealedSecret {
  /** epoch ms */
  readonly at: number;
  /** Secrets the namespace may have. */
  readonly most: number;
}

/**
 * Port: secrets of namespaces, as ciphertext. Writes are durable when they resolve.
 * Contract suite: `secretStoreContract` in `@whisker/testing`.
 */
export interface SecretStore {
  get(name: SecretName): Promise<StoredSecret | undefined>;
  /**
   * Creates or replaces.
   * @throws tooManySecrets if it would be a new one above `most`; two writers at a time may both be let through where the
   * store cannot tell
   */
  put(name: SecretName, write: SecretWrite): Promise<SecretSummary>;
  /** @returns what was deleted; undefined if there was nothing */
  delete(name: SecretName): Promise<SecretSummary | undefined>;
  /** All of a namespace, by name. */
  list(namespace: string): Promise<readonly SecretSummary[]>;
  close(): Promise<void>;
}
