import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder, removed after all tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'whisker-embedded-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new path in a folder for each call. */
export function pathsIn(folder: string): (name: string) => string {
  let count = 0;
  return (name) => join(folder, `${(count += 1)}-${name}`);
}
