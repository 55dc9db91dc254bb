import { AUTH_KEY_LENGTH, parseAuthKey, printAuthKey, type AuthKey } from '@whisker/entities';
import { SYSTEM_NAMESPACE } from '@whisker/catalog';
import type { SubjectStore } from '@whisker/entity-store';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
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

type Subjects = Pick<SubjectStore, 'authenticate' | 'put'>;

/**
 * The owner of a data folder; made at the first start, with a key of its own in `auth` (mode 600).
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
  const known = await subjects.authenticate(credentials);
  if (!known) await subjects.put({ subject: namespace, namespaces: [{ name: namespace, ...credentials }] });
  return { namespace, auth: printAuthKey(credentials) };
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
    const made = { uuid: randomUUID(), key: newKey() };
    await writeFile(file, `${printAuthKey(made)}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  }
  const read = parseAuthKey(text.trim());
  if (!read)
    throw new Error(`${file} holds no key of the form uuid:key. Restore it, or remove it to have a new key made.`);
  return read;
}

/** Random letters and digits. */
function newKey(): string {
  let key = '';
  while (key.length < AUTH_KEY_LENGTH)
    key += randomBytes(AUTH_KEY_LENGTH)
      .toString('base64')
      .replaceAll(/[^A-Za-z0-9]/g, '');
  return key.slice(0, AUTH_KEY_LENGTH);
}
