import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Candidate } from './interpreter-candidates';

const run = promisify(execFile);
const PROBE_TIMEOUT_MS = 5000;

/** What a binary says about itself. */
export interface ProbeResult {
  /** E.g. `24.21.0`. */
  readonly version: string;
  /** The binary to run: a shim names the real one. */
  readonly path: string;
  /** Files and folders it needs to run, outside `/usr`; nothing else of its prefix, which may be a home folder. */
  readonly needs: readonly string[];
}

const NODE_QUESTION = 'console.log(process.versions.node + "\\n" + process.execPath)';
const PYTHON_QUESTION =
  'import sys; print("\\n".join([".".join(map(str, sys.version_info[:3])), sys.executable, sys.prefix, sys.base_prefix]))';

/** Asks a binary what it is; undefined when it does not say so in time. */
export async function probeInterpreter(
  { family, path }: Candidate,
  searchPath: string,
): Promise<ProbeResult | undefined> {
  // No need to ask the Node this code runs on.
  if (path === realpathSync(process.execPath))
    return { version: process.versions.node, path, needs: needsOfNode(path) };
  const question = family === 'nodejs' ? ['-e', NODE_QUESTION] : ['-c', PYTHON_QUESTION];
  try {
    const env = { PATH: searchPath, HOME: homedir() };
    const { stdout } = await run(path, question, { timeout: PROBE_TIMEOUT_MS, killSignal: 'SIGKILL', env });
    const [version = '', binary = '', ...prefixes] = stdout.trim().split('\n');
    if (!/^\d+\.\d+/.test(version) || !existsSync(binary)) return undefined;
    return { version, path: binary, needs: family === 'nodejs' ? needsOfNode(binary) : needsOfPython(prefixes) };
  } catch {
    return undefined;
  }
}

function needsOfNode(binary: string): string[] {
  return outsideOfSystem([binary, join(dirname(dirname(binary)), 'lib', 'node_modules')]);
}

function needsOfPython(prefixes: readonly string[]): string[] {
  const parts = ['bin', 'lib', 'lib64', 'pyvenv.cfg'];
  return outsideOfSystem([...new Set(prefixes)].flatMap((prefix) => parts.map((part) => join(prefix, part))));
}

function outsideOfSystem(paths: readonly string[]): string[] {
  return paths.filter((path) => !path.startsWith('/usr/') && existsSync(path));
}
