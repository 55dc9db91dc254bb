import { Keyring, newKey, SecretVault, type SecretStore } from '@whisker/secrets';

/** A vault with a key of its own, whose values are called `revision-1`, `revision-2`, … */
export function aSecretVault(store: SecretStore, clock: () => number = () => 1_700_000_000_000): SecretVault {
  let revisions = 0;
  return new SecretVault({
    ...{ store, clock },
    keyring: new Keyring([newKey()]),
    newRevision: () => `revision-${(revisions += 1)}`,
  });
}
