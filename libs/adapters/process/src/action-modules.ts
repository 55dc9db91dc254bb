import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** What is read of a package.json. */
interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface FoundPackage {
  readonly name: string;
  readonly folder: string;
  readonly version: string;
}

/**
 * Puts the packages that a runtime's package.json depends on, with all they need, into one folder that actions can be
 * shown: OpenWhisk's Node.js images have the `openwhisk` client installed, and actions require it without bringing it.
 * A folder of their own, because a sandbox shows nothing of the platform's node_modules. Copied once per set of versions.
 * @param stateFolder the driver's own files
 * @param proxy entry file of the runtime
 * @returns the `node_modules` folder; undefined if the runtime offers none, or they are not installed
 */
export function installModules(stateFolder: string, proxy: string): string | undefined {
  const packages = closureOf(dirname(proxy));
  if (packages.length === 0) return undefined;
  const versions = packages.map(({ name, version }) => `${name}@${version}`).sort();
  const id = createHash('sha256').update(versions.join(' ')).digest('hex').slice(0, 16);
  const target = join(stateFolder, 'modules', id);
  if (!existsSync(target)) copyPackages(packages, target);
  return join(target, 'node_modules');
}

function copyPackages(packages: readonly FoundPackage[], target: string): void {
  const draft = `${target}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  for (const { name, folder } of packages) {
    cpSync(folder, join(draft, 'node_modules', name), { recursive: true, dereference: true });
  }
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another platform process made the same meanwhile.
    if (!existsSync(target)) throw error;
  }
}

/** Breadth first. npm nests a package that another version stands in the way of; it is copied with its parent. */
function closureOf(runtime: string): FoundPackage[] {
  const found = new Map<string, FoundPackage>();
  const folders = [runtime];
  for (const folder of folders) {
    for (const name of Object.keys(manifestOf(folder)?.dependencies ?? {})) {
      const dependency = findPackage(folder, name);
      if (!dependency || folders.includes(dependency.folder)) continue;
      folders.push(dependency.folder);
      const nested = [...found.values()].some((parent) => dependency.folder.startsWith(parent.folder + sep));
      if (!nested && !found.has(name)) found.set(name, dependency);
    }
  }
  return [...found.values()];
}

/** Looks where Node would look from `folder`. */
function findPackage(folder: string, name: string): FoundPackage | undefined {
  const parts = folder.split(sep);
  for (let depth = parts.length; depth > 0; depth--) {
    const candidate = join(parts.slice(0, depth).join(sep), 'node_modules', name);
    const manifest = manifestOf(candidate);
    if (manifest) return { name, folder: candidate, version: manifest.version ?? '' };
  }
  return undefined;
}

function manifestOf(folder: string): Manifest | undefined {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
}
