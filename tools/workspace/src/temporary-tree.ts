import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const roots: string[] = [];

afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

/**
 * A folder with the given files, for one suite; removed after it.
 * @param files contents by path; anything but a string is written as JSON
 * @returns the folder
 */
export function temporaryTree(files: Record<string, unknown>): string {
  const root = mkdtempSync(join(tmpdir(), 'whisker-tree-'));
  roots.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}
