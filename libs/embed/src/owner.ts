import { newAuthKey, type NewKey } from '@whisker/administration';
import { parseAuthKey, printAuthKey, type AuthKey } from '@whisker/entities';
import { provesKey, type SubjectStore } from '@whisker/entity-store';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The user an embedded platform belongs to. */
export interface Owner {
  readonly namespace: string;
  /** `uuid:key` */
  readonly auth: string;
}

const NAME = 'guest';
const KEY_FILE = 'auth';

/**
 * The owner of a data folder; made at the first start, with a key of its own in `auth` (mode 600). The key in the file
 * is the one that counts. What else an administrator did to the owner stays: further namespaces, a block.
 * @throws Error naming the file if it holds no key
 */
export async function ensureOwner(dataFolder: string, subjects: Pick<SubjectStore, 'get' | 'put'>): Promise<Owner> {
  const credentials = await readOrMakeKey(join(dataFolder, KEY_FILE));
  const known = (await subjects.get(NAME)) ?? { subject: NAME, namespaces: [] };
  const own = known.namespaces.find(({ name }) => name === NAME);
  if (own?.uuid !== credentials.uuid || !provesKey(own.key, credentials)) {
    const others = known.namespaces.filter((namespace) => namespace !== own);
    await subjects.put({ ...known, namespaces: [{ name: NAME, ...credentials }, ...others] });
  }
  return { namespace: NAME, auth: printAuthKey(credentials) };
}

/** Has the file follow a new key of the owner's, so that the next start does not bring back the old one. */
export async function keepOwnerKey(dataFolder: string, { subject, namespace, auth }: NewKey): Promise<void> {
  if (subject !== NAME || namespace !== NAME) return;
  const file = join(dataFolder, KEY_FILE);
  await writeFile(`${file}.new`, `${auth}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function readOrMakeKey(file: string): Promise<AuthKey> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) {
    const made = newAuthKey();
    await writeFile(file, `${printAuthKey(made)}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  }
  const read = parseAuthKey(text.trim());
  if (!read)
    throw new Error(`${file} holds no key of the form uuid:key. Restore it, or remove it to have a new key made.`);
  return read;
}
