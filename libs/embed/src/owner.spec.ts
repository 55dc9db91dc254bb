import { hashKey } from '@whisker/entity-store';
import { parseAuthKey, type AuthKey } from '@whisker/entities';
import { InMemorySubjectStore } from '@whisker/testing';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureOwner, keepOwnerKey } from './owner';

const credentials = (auth: string) => parseAuthKey(auth) as AuthKey;

describe('ensureOwner', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'whisker-owner-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('makes a key that only its owner can read, and keeps it', async () => {
    const subjects = new InMemorySubjectStore();
    const first = await ensureOwner(folder, subjects);
    expect(first.auth).toMatch(/^[0-9a-f-]{36}:[A-Za-z0-9]{64}$/);
    expect((await stat(join(folder, 'auth'))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(folder, 'auth'), 'utf8')).trim()).toBe(first.auth);
    expect(await ensureOwner(folder, subjects)).toEqual(first);
    expect(await subjects.list()).toHaveLength(1);
    expect(await subjects.authenticate(credentials(first.auth))).toBeDefined();
  });

  it('makes another key for another folder', async () => {
    const other = await mkdtemp(join(tmpdir(), 'whisker-owner-'));
    const keys = [
      await ensureOwner(folder, new InMemorySubjectStore()),
      await ensureOwner(other, new InMemorySubjectStore()),
    ];
    await rm(other, { recursive: true });
    expect(keys[0]?.auth).not.toBe(keys[1]?.auth);
  });

  it('refuses a file that holds no key, naming it', async () => {
    await writeFile(join(folder, 'auth'), 'nonsense');
    await expect(ensureOwner(folder, new InMemorySubjectStore())).rejects.toThrow(join(folder, 'auth'));
  });

  it('leaves what an administrator did: a block, further namespaces, a hash for the key', async () => {
    const subjects = new InMemorySubjectStore();
    const { auth } = await ensureOwner(folder, subjects);
    const own = { ...credentials(auth), name: 'guest', key: hashKey(credentials(auth)) };
    const changed = {
      ...{ subject: 'guest', blocked: true },
      namespaces: [{ name: 'team', uuid: 'uuid', key: 'k'.repeat(64) }, own],
    };
    await subjects.put(changed);
    expect((await ensureOwner(folder, subjects)).auth).toBe(auth);
    expect(await subjects.get('guest')).toEqual(changed);
  });

  it('makes a new key when the file was removed, and leaves the rest', async () => {
    const subjects = new InMemorySubjectStore();
    const { auth } = await ensureOwner(folder, subjects);
    const more = { name: 'team', uuid: 'uuid', key: 'k'.repeat(64) };
    await subjects.put({ subject: 'guest', namespaces: [{ name: 'guest', ...credentials(auth) }, more] });
    await rm(join(folder, 'auth'));
    const fresh = await ensureOwner(folder, subjects);
    expect(await subjects.authenticate(credentials(auth))).toBeUndefined();
    expect((await subjects.get('guest'))?.namespaces).toEqual([{ name: 'guest', ...credentials(fresh.auth) }, more]);
  });

  it('keeps a new key that an administrator gave it', async () => {
    const subjects = new InMemorySubjectStore();
    await ensureOwner(folder, subjects);
    const auth = `uuid:${'n'.repeat(64)}`;
    await keepOwnerKey(folder, { subject: 'guest', namespace: 'guest', uuid: 'uuid', auth });
    await keepOwnerKey(folder, { subject: 'guest', namespace: 'team', uuid: 'uuid', auth: 'another' });
    expect((await ensureOwner(folder, subjects)).auth).toBe(auth);
    expect((await stat(join(folder, 'auth'))).mode & 0o777).toBe(0o600);
  });
});
