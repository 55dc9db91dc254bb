import { Keyring, newKey, ParameterCipher, parseKey, SecretVault, type SecretStore } from '@whisker/secrets';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlatformOptions } from './platform-options';

/** What is encrypted at rest, and can be opened by who has the keys. */
export interface Keys {
  readonly parameters: ParameterCipher;
  readonly secrets: SecretVault;
}

const KEY_FILE = 'secrets.key';

/**
 * The keys of a platform. Secrets have one even if none is given: it is made at the first start, in `secrets.key` of the
 * data folder (mode 600), and goes on to open what it encrypted after others were given.
 * @throws Error naming the option or the file whose key is none
 */
export async function openKeys(
  dataFolder: string,
  store: SecretStore,
  { parameterKeys = [], secretKeys = [] }: Pick<PlatformOptions, 'parameterKeys' | 'secretKeys'>,
): Promise<Keys> {
  const file = join(dataFolder, KEY_FILE);
  const own = (await readKey(file)) ?? (secretKeys.length === 0 ? await makeKey(file) : undefined);
  const keyring = keyringOf('secretKeys', own === undefined ? secretKeys : [...secretKeys, own]);
  return {
    parameters: new ParameterCipher(parameterKeys.length === 0 ? undefined : keyringOf('parameterKeys', parameterKeys)),
    secrets: new SecretVault({ store, keyring, clock: Date.now }),
  };
}

function keyringOf(option: string, keys: readonly string[]): Keyring {
  try {
    return new Keyring(keys);
  } catch (error) {
    throw new Error(`${option}: ${(error as Error).message}. A key can be made with: openssl rand -base64 32`, {
      cause: error,
    });
  }
}

async function readKey(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined && !parseKey(text))
    throw new Error(
      `${file} holds no key of 32 bytes in base64. Restore it, or remove it to have a new one made: secrets that were encrypted with the old one must then be set again.`,
    );
  return text;
}

async function makeKey(file: string): Promise<string> {
  const key = newKey();
  // By a rename, so that no half key is found by a later start.
  await writeFile(`${file}.new`, `${key}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return key;
}
