import { newAuthKey, type NewKey } from '@whisker/administration';
import { SYSTEM_NAMESPACE } from '@whisker/catalog';
import { parseAuthKey, printAuthKey, type AuthKey } from '@whisker/entities';
import { provesKey, type SubjectStore } from '@whisker/entity-store';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A user with a namespace of the same name, and its key. */
export interface Owner {
  readonly namespace: string;
  /** `uuid:key` */
  readonly auth: string;
}

/** The user an embedded platform belongs to, and the file in the data folder that holds its key. */
const GUEST = { namespace: 'guest', keyFile: 'auth' };
/** The owner of the system's packages. Nobody but the platform needs its key. */
const SYSTEM = { namespace: SYSTEM_NAMESPACE, keyFile: 'system-auth' };

type Subjects = Pick<SubjectStore, 'get' | 'put'>;

/**
 * The owner of a data folder; made at the first start, with a key of its own in `auth` (mode 600). The key in the file
 * is the one that counts. What else an administrator did to the owner stays: further namespaces, a block.
 * @throws Error naming the file if it holds no key
 */
export function ensureOwner(dataFolder: string, subjects: Subjects): Promise<Owner> {
  return ensure(GUEST, dataFolder, subjects);
}

/**
 * The owner of `whisk.system` in a data folder; like {@link ensureOwner}, its key in `system-auth`.
 * @throws Error naming the file if it holds no key
 */
export function ensureSystem(dataFolder: string, subjects: Subjects): Promise<Owner> {
  return ensure(SYSTEM, dataFolder, subjects);
}

async function ensure({ namespace, keyFile }: typeof GUEST, dataFolder: string, subjects: Subjects): Promise<Owner> {
  const credentials = await readOrMakeKey(join(dataFolder, keyFile));
  const known = (await subjects.get(namespace)) ?? { subject: namespace, namespaces: [] };
  const own = known.namespaces.find(({ name }) => name === namespace);
  if (own?.uuid !== credentials.uuid || !provesKey(own.key, credentials)) {
    const others = known.namespaces.filter((other) => other !== own);
    await subjects.put({ ...known, namespaces: [{ name: namespace, ...credentials }, ...others] });
  }
  return { namespace, auth: printAuthKey(credentials) };
}

/** Has the file follow a new key of an owner's, so that the next start does not bring back the old one. */
export async function keepOwnerKey(dataFolder: string, { subject, namespace, auth }: NewKey): Promise<void> {
  const owner = [GUEST, SYSTEM].find((each) => each.namespace === subject && each.namespace === namespace);
  if (!owner) return;
  const file = join(dataFolder, owner.keyFile);
  await writeFile(`${file}.new`, `${auth}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/**
 * The key a file holds; made if the file is missing (mode 600).
 * @throws Error naming the file if it holds no key
 */
export async function readOrMakeKey(file: string): Promise<AuthKey> {
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
