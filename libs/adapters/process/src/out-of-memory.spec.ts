import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cgroup } from './cgroup';
import type { MemoryWatch } from './memory-watch';
import { ranOutOfMemory, type Evidence } from './out-of-memory';

const V8 = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n';

describe('the end of a process', () => {
  let folder: string;
  let stderr: number | undefined;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'whisker-oom-'))));
  afterEach(() => {
    if (stderr !== undefined) closeSync(stderr);
    rmSync(folder, { recursive: true });
  });

  const tells = (evidence: Partial<Evidence>, text = ''): boolean => {
    writeFileSync(join(folder, 'stderr'), text);
    stderr = openSync(join(folder, 'stderr'), 'r');
    return ranOutOfMemory({ exit: undefined, cgroup: undefined, watch: undefined, ...evidence, stderr });
  };
  const exit = (code: number | null, signal: NodeJS.Signals | null) => ({ exit: { code, signal } });
  const cgroup = (ran: boolean) => ({ cgroup: { ranOutOfMemory: ran } as Cgroup });

  it.each<[string, Partial<Evidence>, string, boolean]>([
    ['the watch that ended it', { watch: { exceeded: true } as MemoryWatch }, '', true],
    ['the kernel', { ...exit(null, 'SIGKILL'), ...cgroup(true) }, '', true],
    ['the kernel, in a sandbox', { ...exit(137, null), ...cgroup(true) }, '', true],
    ['V8', exit(null, 'SIGABRT'), V8, true],
    ['V8, in a sandbox', exit(134, null), V8, true],
    ['V8, in a sandbox that was killed meanwhile', { ...exit(null, 'SIGKILL'), ...cgroup(false) }, V8, true],
    ['nobody: it was killed', { ...exit(null, 'SIGKILL'), ...cgroup(false) }, '', false],
    ['nobody: it aborted', exit(null, 'SIGABRT'), 'assertion failed', false],
    ['nobody: it went by itself', exit(1, null), V8, false],
    ['nobody: it runs', {}, V8, false],
  ])('for lack of memory is told by %s', (_who, evidence, text, ran) => expect(tells(evidence, text)).toBe(ran));
});
