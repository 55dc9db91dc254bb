/** Encryption at rest: the store of secrets, and encrypted parameters in front of any store of entities. @module */
export { EncryptedEntityStore } from './encrypted-entity-store';
export { Keyring, newKey, parseKey, type KeyringOptions, type Unsealed } from './keyring';
export { PARAMETER_CIPHER, ParameterCipher, type Decrypted, type EncryptedValue } from './parameter-cipher';
export type { SealedSecret, SecretName, SecretStore, SecretSummary, SecretWrite, StoredSecret } from './secret-store';
export { SecretVault, type ReadSecret, type SecretVaultOptions } from './secret-vault';
