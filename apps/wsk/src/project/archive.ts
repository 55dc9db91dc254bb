import { join, matchesGlob, posix, resolve } from 'node:path';
import type { Zippable } from 'fflate';
import type { FolderEntry, Surroundings } from '../surroundings';
import { manifestFailure } from './failure';
import type { ManifestAction } from './manifest';

/** A file that goes into an archive. */
interface Member {
  /** Its place in the archive. */
  readonly name: string;
  /** Where it is on disk. */
  readonly path: string;
  readonly isExecutable: boolean;
}

/** Where the files of a manifest are. */
export interface Surface {
  /** The folder of the manifest. */
  readonly root: string;
  readonly surroundings: Surroundings;
}

/** Two archives of the same files are the same bytes: the time of packing is not in them. */
const MODIFIED = new Date(1980, 0, 1);
const UNIX = 3;
const FILE_MODE = 0o100644;
const PROGRAM_MODE = 0o100755;
/** Unix modes are in the upper half of the attributes. */
const MODE_SHIFT = 16;

const hasWildcard = (path: string): boolean => /[*?[\]{}]/.test(path);

/**
 * The content of a folder, with what `include` adds and without what `exclude` names, as a zip.
 * Sources of `include` are relative to the folder of the manifest; patterns of `exclude` to the folder.
 */
export async function archive(
  action: ManifestAction,
  folder: { path: string; entries: readonly FolderEntry[] },
  surface: Surface,
): Promise<Buffer> {
  const own = folder.entries
    .filter(({ path }) => !action.exclude.some((pattern) => matches(path, pattern)))
    .map((entry): Member => ({ ...entry, name: entry.path, path: join(folder.path, entry.path) }));
  const included = await Promise.all(action.include.map((entry) => includedMembers(entry, action, surface)));
  const members = new Map([...own, ...included.flat()].map((member) => [member.name, member]));
  if (members.size === 0) throw manifestFailure(action.place, 'no file is left to put into the archive');
  const sorted = [...members.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return zipped(sorted, surface.surroundings);
}

async function zipped(members: readonly Member[], { files }: Surroundings): Promise<Buffer> {
  const { zipSync } = await import('fflate');
  const content: Zippable = {};
  for (const { name, path, isExecutable } of members) {
    const attrs = (isExecutable ? PROGRAM_MODE : FILE_MODE) * 2 ** MODE_SHIFT;
    content[name] = [await files.read(path), { os: UNIX, attrs, mtime: MODIFIED }];
  }
  return Buffer.from(zipSync(content));
}

/** `[source]` keeps its path; `[source, destination]` moves it: below the destination where there may be several files. */
async function includedMembers(
  [source = '', target]: readonly string[],
  { place }: ManifestAction,
  { root, surroundings }: Surface,
): Promise<Member[]> {
  const base = fixedPart(source);
  const entries = await surroundings.files.list(resolve(root, base));
  const fitting = (entries ?? []).filter(({ path }) => base === source || matches(posix.join(base, path), source));
  const members = fitting.map((entry) => ({
    name: posix.join(target ?? base, entry.path),
    path: resolve(root, base, entry.path),
    isExecutable: entry.isExecutable,
  }));
  if (!entries && base === source && (await isFile(resolve(root, source), surroundings))) {
    const name = target?.endsWith('/') ? posix.join(target, posix.basename(source)) : (target ?? source);
    members.push({ name, path: resolve(root, source), isExecutable: false });
  }
  if (members.length === 0) throw manifestFailure(`${place}.include`, `no file fits '${source}'`);
  return members.map((member) => ({ ...member, name: inside(member.name, `${place}.include`) }));
}

function isFile(path: string, { files }: Surroundings): Promise<boolean> {
  return files.read(path).then(
    () => true,
    () => false,
  );
}

/** The name without turns. Throws where it would lead out of the folder into which the archive is unpacked. */
function inside(name: string, place: string): string {
  const normal = posix.normalize(name);
  if (!posix.isAbsolute(normal) && normal !== '..' && !normal.startsWith('../')) return normal;
  throw manifestFailure(place, `'${name}' would lie outside of the archive; name a destination inside`);
}

/** The folders of a pattern before its first wildcard; all of it where there is none. */
function fixedPart(pattern: string): string {
  const segments = pattern.split('/');
  const first = segments.findIndex(hasWildcard);
  return first < 0 ? pattern : segments.slice(0, first).join('/') || '.';
}

/** A pattern that fits a folder fits what is in it; one without a slash fits names at any depth. */
function matches(path: string, pattern: string): boolean {
  const glob = posix.normalize(pattern).replace(/\/$/, '');
  const segments = posix.normalize(path).split('/');
  if (!glob.includes('/')) return segments.some((segment) => matchesGlob(segment, glob));
  return segments.some((_segment, at) => matchesGlob(segments.slice(0, at + 1).join('/'), glob));
}
