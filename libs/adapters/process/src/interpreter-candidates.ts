import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Family } from './interpreters';

/** A binary that may be an interpreter. */
export interface Candidate {
  readonly family: Family;
  /** Without links. */
  readonly path: string;
  /** How it was found. */
  readonly source: 'given' | 'this process' | 'search path';
}

/** Where to look. */
export interface CandidateSources {
  /** Like `PATH`. */
  readonly searchPath: string;
  /** Binaries named like `node`, `python3` or `python3.11`; they come first. */
  readonly given: readonly string[];
  /** The Node binary of this process. */
  readonly self: string;
}

const NODE = /^node(js)?$/;
const PYTHON = /^python3?(\.\d+)?$/;
const PYTHON_ON_PATH = /^python3(\.\d+)?$/;

/** Binaries that could be interpreters, in order of preference, each once. */
export function findCandidates({ searchPath, given, self }: CandidateSources): Candidate[] {
  const folders = [
    ...new Set(
      searchPath
        .split(':')
        .filter((folder) => folder.startsWith('/'))
        .map(realFolder),
    ),
  ];
  const found = [
    ...given.map((path) => candidate(path, 'given')),
    resolved('nodejs', self, 'this process'),
    ...folders.flatMap(inFolder).map((path) => candidate(path, 'search path')),
  ];
  const byPath = new Map<string, Candidate>();
  for (const one of found) if (one && !byPath.has(one.path)) byPath.set(one.path, one);
  return [...byPath.values()];
}

function inFolder(folder: string): string[] {
  const versions = join(dirname(folder), 'versions');
  const installed = basename(folder) === 'shims' ? pythonsOfVersions(versions) : [];
  // A version manager's shims pick one version each time they are called; the versions themselves say more.
  if (installed.length > 0) return installed;
  return names(folder, (name) => NODE.test(name) || PYTHON_ON_PATH.test(name)).map((name) => join(folder, name));
}

/** `/bin` and `/usr/bin` are one folder on most systems; reading it takes a while. */
function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function pythonsOfVersions(versions: string): string[] {
  return names(versions).flatMap((version) => {
    const folder = join(versions, version, 'bin');
    return names(folder, (name) => PYTHON_ON_PATH.test(name)).map((name) => join(folder, name));
  });
}

function names(folder: string, wanted: (name: string) => boolean = () => true): string[] {
  try {
    return readdirSync(folder).filter(wanted).sort();
  } catch {
    return [];
  }
}

function candidate(path: string, source: Candidate['source']): Candidate | undefined {
  const name = basename(path);
  const family = NODE.test(name) ? 'nodejs' : PYTHON.test(name) ? 'python' : undefined;
  return family && resolved(family, path, source);
}

function resolved(family: Family, path: string, source: Candidate['source']): Candidate | undefined {
  try {
    return { family, path: realpathSync(path), source };
  } catch {
    return undefined;
  }
}
