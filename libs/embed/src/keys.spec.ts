import { newKey } from '@whisker/secrets';
import { InMemorySecretStore } from '@whisker/testing';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeys } from './keys';

const NAME = { namespace: 'guest', name: 'db' };

describe('the keys of a platform', () => {
  let folder: string;
  let store: InMemorySecretStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'whisker-keys-'));
    store = new InMemorySecretStore();
  });
  afterEach(() => rm(folder, { recursive: true }));

  const file = () => join(folder, 'secrets.key');

  it('are made for secrets, for the owner alone, and kept', async () => {
    const first = await openKeys(folder, store, {});
    await first.secrets.put(NAME, 'password', 10);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    const text = await readFile(file(), 'utf8');
    const second = await openKeys(folder, store, {});
    expect(await second.secrets.read(NAME)).toMatchObject({ value: 'password' });
    expect(await readFile(file(), 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['secrets.key']);
  });

  it('are not made where some are given', async () => {
    const secretKeys = [newKey()];
    await (await openKeys(folder, store, { secretKeys })).secrets.put(NAME, 'password', 10);
    expect(await readdir(folder)).toEqual([]);
    expect(await (await openKeys(folder, store, { secretKeys })).secrets.read(NAME)).toMatchObject({ type: 'open' });
  });

  it('that were made go on to open what they encrypted', async () => {
    await (await openKeys(folder, store, {})).secrets.put(NAME, 'password', 10);
    const { secrets } = await openKeys(folder, store, { secretKeys: [newKey()] });
    expect(await secrets.read(NAME)).toMatchObject({ value: 'password' });
  });

  it('encrypt no parameters unless given', async () => {
    const value = { value: 'x', encryption: 'aes-256', namespace: 'guest' };
    expect((await openKeys(folder, store, {})).parameters.open(value)).toEqual({ type: 'no-key' });
    const { parameters } = await openKeys(folder, store, { parameterKeys: [newKey()] });
    expect(parameters.open(value)).toEqual({ type: 'damaged' });
  });

  it('that are none are refused by name, and not shown', async () => {
    await expect(openKeys(folder, store, { parameterKeys: [newKey(), 'private'] })).rejects.toThrow(
      /^parameterKeys: key 2 is not 32 bytes in base64\. (?!.*private)/,
    );
    await writeFile(file(), 'private');
    await expect(openKeys(folder, store, {})).rejects.toThrow(/secrets\.key holds no key of 32 bytes(?!.*private)/);
  });
});
