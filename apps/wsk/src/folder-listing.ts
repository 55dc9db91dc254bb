import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderEntry } from './surroundings';

const EXECUTABLE = 0o111;

/** All files below the folder `root`, in the order of their paths; nothing where `root` is no folder. */
export async function listFolder(root: string): Promise<readonly FolderEntry[] | undefined> {
  const status = await stat(root).catch(() => undefined);
  if (!status?.isDirectory()) return undefined;
  return walk(root, '', [await realpath(root)]);
}

/** `above` are the real folders on the way here: a link to one of them leads round in a circle, and is left out. */
async function walk(folder: string, prefix: string, above: readonly string[]): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  for (const name of (await readdir(folder)).toSorted()) {
    const path = join(folder, name);
    const status = await stat(path);
    if (status.isFile()) entries.push({ path: `${prefix}${name}`, isExecutable: (status.mode & EXECUTABLE) !== 0 });
    if (!status.isDirectory()) continue;
    const real = await realpath(path);
    if (!above.includes(real)) entries.push(...(await walk(path, `${prefix}${name}/`, [...above, real])));
  }
  return entries;
}
