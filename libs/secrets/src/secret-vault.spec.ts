import { InMemorySecretStore, secretStoreContract } from '@whisker/testing';
import { Keyring, newKey } from './keyring';
import { SecretVault } from './secret-vault';

const NAME = { namespace: 'guest', name: 'db' };
const NOW = 1_700_000_000_000;

function setUp(keys = [newKey()]) {
  const store = new InMemorySecretStore();
  const vaultWith = (...ring: string[]) => new SecretVault({ store, keyring: new Keyring(ring), clock: () => NOW });
  return { store, keys, vaultWith, vault: vaultWith(...keys) };
}

describe('a vault', () => {
  it('gives back what was put, which its store never sees', async () => {
    const { vault, store } = setUp();
    expect(await vault.put(NAME, 'pass ☃ word', 10)).toEqual({ ...NAME, created: NOW, updated: NOW });
    expect(await vault.read(NAME)).toEqual({ type: 'open', value: 'pass ☃ word', revision: expect.any(String) });
    expect(JSON.stringify([...store.rows])).not.toContain('pass');
  });

  it('tells others names and dates only', async () => {
    const { vault } = setUp();
    await vault.put(NAME, 'password', 10);
    const summary = { ...NAME, created: NOW, updated: NOW };
    expect(await vault.get(NAME)).toEqual(summary);
    expect(await vault.list('guest')).toEqual([summary]);
    expect(await vault.delete(NAME)).toEqual(summary);
    expect(await vault.get(NAME)).toBeUndefined();
  });

  it('names each value anew, also the same one', async () => {
    const { vault } = setUp();
    const revisions = new Set<string>();
    for (let i = 0; i < 3; i += 1) {
      await vault.put(NAME, 'same', 10);
      const read = await vault.read(NAME);
      if (read.type === 'open') revisions.add(read.revision);
    }
    expect(revisions.size).toBe(3);
  });

  it('knows what is missing, has another key, or was moved or changed in the store', async () => {
    const { vault, vaultWith, store } = setUp();
    expect(await vault.read(NAME)).toEqual({ type: 'missing' });
    await vault.put(NAME, 'password', 10);
    expect(await vaultWith(newKey()).read(NAME)).toEqual({ type: 'unknown-key', keyId: expect.any(String) });
    const row = store.rows.get('guest/db');
    if (row) store.rows.set('thief/db', { ...row, namespace: 'thief' });
    expect(await vault.read({ namespace: 'thief', name: 'db' })).toEqual({ type: 'damaged' });
  });

  it('reads with the key before', async () => {
    const { vault, vaultWith, keys } = setUp();
    await vault.put(NAME, 'password', 10);
    expect(await vaultWith(newKey(), ...keys).read(NAME)).toMatchObject({ type: 'open', value: 'password' });
  });
});

secretStoreContract('InMemorySecretStore', async () => {
  const subject = new InMemorySecretStore();
  return { subject, close: () => subject.close() };
});
