import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Runtimes } from '@whisker/entities';
import { findCandidates, type Candidate } from './interpreter-candidates';
import { probeInterpreter, type ProbeResult } from './interpreter-probe';
import { SYSTEM_PATH } from './options';

/** Languages whose containers can be child processes. */
export type Family = 'nodejs' | 'python';

/** A usable interpreter of this machine. */
export type Interpreter = Omit<Candidate, 'path'> & ProbeResult;

/** Where to look, and where to remember. */
export interface InterpreterSearch {
  /** Like `PATH`. Default: the system's folders. */
  readonly searchPath?: string | undefined;
  /** Further binaries, which come first. */
  readonly interpreterPaths?: readonly string[] | undefined;
  /** A file with the answers of earlier searches; made if missing. Without it every binary is asked each time. */
  readonly cacheFile?: string | undefined;
}

/** Answers by path; an answer holds as long as the binary has the same size and time. `null`: not usable. */
type Answers = Record<string, { readonly stamp: string; readonly result: ProbeResult | null }>;

/** Interpreters of this machine in order of preference: given ones, the Node of this process, then the search path. */
export async function findInterpreters(search: InterpreterSearch): Promise<Interpreter[]> {
  const searchPath = search.searchPath ?? SYSTEM_PATH;
  const candidates = findCandidates({ searchPath, given: search.interpreterPaths ?? [], self: process.execPath });
  const known = readAnswers(search.cacheFile);
  const answers: Answers = {};
  await Promise.all(
    candidates.map(async (one) => {
      const stamp = stampOf(one.path);
      const earlier = known[one.path];
      const holds = earlier?.stamp === stamp && (!earlier.result || stampOf(earlier.result.path) !== '');
      answers[one.path] = holds ? earlier : { stamp, result: (await probeInterpreter(one, searchPath)) ?? null };
    }),
  );
  if (candidates.some(({ path }) => answers[path] !== known[path]))
    writeAnswers(search.cacheFile, { ...known, ...answers });
  return candidates.flatMap((one) => {
    const result = answers[one.path]?.result;
    return result ? [{ ...one, ...result }] : [];
  });
}

/** The preferred interpreter of a kind: `nodejs:20` takes any Node 20, `python:3.11` any Python 3.11. */
export function interpreterOf(kind: string, interpreters: readonly Interpreter[]): Interpreter | undefined {
  const [family, version = ''] = kind.split(':');
  return interpreters.find((one) => one.family === family && `${one.version}.`.startsWith(`${version}.`));
}

/** A line of `whisker doctor`. */
export interface InterpreterLine {
  readonly kind: string;
  /** Undefined: the machine has none. */
  readonly path: string | undefined;
  readonly version: string | undefined;
  readonly source: Candidate['source'] | undefined;
}

/** Tells for each kind of the manifest that could be served by child processes what serves it. */
export async function describeInterpreters(runtimes: Runtimes, search: InterpreterSearch): Promise<InterpreterLine[]> {
  const interpreters = await findInterpreters(search);
  return runtimes.all
    .filter(({ family }) => family === 'nodejs' || family === 'python')
    .map(({ kind }) => {
      const found = interpreterOf(kind, interpreters);
      return { kind, path: found?.path, version: found?.version, source: found?.source };
    });
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.size}-${found.mtimeMs}` : '';
}

function readAnswers(file: string | undefined): Answers {
  if (file === undefined) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Answers;
  } catch {
    // Missing, or cut by a crash: everything is asked again.
    return {};
  }
}

function writeAnswers(file: string | undefined, answers: Answers): void {
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  // Another platform process may be reading.
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(answers));
  renameSync(`${file}.${process.pid}`, file);
}
