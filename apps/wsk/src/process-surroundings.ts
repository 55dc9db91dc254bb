import { randomInt } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { processEnvironment } from './config';
import { readSecretInput } from './secret-input';
import type { FileSystem, Surroundings } from './surroundings';

/** Only its owner may read or change a file that holds a key. */
const OWNER_ONLY = 0o600;

const diskFiles: FileSystem = {
  read: (path) => readFile(path),
  async writePrivate(path, content) {
    await writeFile(path, content, { mode: OWNER_ONLY });
    // The mode above counts for a new file; one of old may be open to everybody.
    await chmod(path, OWNER_ONLY);
  },
  writeNew: (path, content) => writeFile(path, content, { flag: 'wx' }),
};

/** What this process offers. */
export function processSurroundings(): Surroundings {
  return {
    ...processEnvironment(),
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    files: diskFiles,
    now: Date.now,
    randomInteger: randomInt,
    readSecret: (question) => readSecretInput(process.stdin, question, process.stderr),
    sleep: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
    onInterrupt(listener) {
      process.on('SIGINT', listener);
      return () => void process.off('SIGINT', listener);
    },
  };
}
