import { randomInt } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDumbTerminal, processEnvironment } from './config';
import { listFolder } from './folder-listing';
import { readSecretInput } from './secret-input';
import type { FileSystem, Surroundings, TextSink } from './surroundings';

/** Only its owner may read or change a file that holds a key. */
const OWNER_ONLY = 0o600;

const diskFiles: FileSystem = {
  read: (path) => readFile(path),
  list: listFolder,
  async writePrivate(path, content) {
    await writeFile(path, content, { mode: OWNER_ONLY });
    // The mode above counts for a new file; one of old may be open to everybody.
    await chmod(path, OWNER_ONLY);
  },
  async writeNew(path, content) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: 'wx' });
  },
};

/** What this process offers. */
export function processSurroundings(): Surroundings {
  const environment = processEnvironment();
  const sink = (stream: NodeJS.WriteStream): TextSink => ({
    write: (text) => stream.write(text),
    isTerminal: stream.isTTY && !isDumbTerminal(environment.env),
  });
  return {
    ...environment,
    stdout: sink(process.stdout),
    stderr: sink(process.stderr),
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
