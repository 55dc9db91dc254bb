import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendants, groupMembers, privateMemory, signal, startedSince, startTime } from './process-tree';
import { findStrays } from './strays';

/** Starts a child that starts another one and prints its pid. */
const FAMILY = `
const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
console.log(child.pid);
setInterval(() => {}, 1000);`;

describe('processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'whisker-tree-'));
  const children: ChildProcess[] = [];
  afterAll(() => {
    children.forEach((child) => child.kill('SIGKILL'));
    rmSync(folder, { recursive: true });
  });

  async function family() {
    const child = spawn(process.execPath, ['-e', FAMILY], {
      env: { HOME: `${folder}/scratch` },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(child);
    const [text] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, pid: child.pid as number, grandchild: Number(text.toString()) };
  }

  it('knows when a process started, while it lives', async () => {
    const { child, pid, grandchild } = await family();
    expect(startTime(process.pid)).toMatch(/^\d+$/);
    expect(Number(startTime(pid))).toBeGreaterThan(Number(startTime(process.pid)));
    signal(grandchild, 'SIGKILL');
    const exit = once(child, 'exit');
    expect(signal(pid, 'SIGKILL')).toBe(true);
    await exit;
    expect(startTime(pid)).toBeUndefined();
    expect(signal(pid, 0)).toBe(false);
  });

  it('finds descendants, and those whose parent is gone', async () => {
    const { child, pid, grandchild } = await family();
    expect(descendants(pid)).toEqual([grandchild]);
    expect(descendants(process.pid)).toEqual(expect.arrayContaining([pid, grandchild]));
    const start = startTime(pid) ?? '';
    const exit = once(child, 'exit');
    signal(pid, 'SIGKILL');
    await exit;
    expect(startedSince(start)).toContain(grandchild);
    await expect(findStrays(folder, start)).resolves.toEqual([grandchild]);
    await expect(findStrays(`${folder}-other`, start)).resolves.toEqual([]);
    await expect(findStrays(folder, `${Number(start) + 10 ** 9}`)).resolves.toEqual([]);
    signal(grandchild, 'SIGKILL');
  });

  it('does not take a stranger with a number that was used before for a member', async () => {
    const { pid, grandchild } = await family();
    // The grandchild leads a group of its own.
    expect(groupMembers({ pid: grandchild, start: startTime(grandchild) ?? '' })).toEqual([grandchild]);
    expect(groupMembers({ pid: grandchild, start: '1' })).toEqual([]);
    [pid, grandchild].forEach((one) => signal(one, 'SIGKILL'));
  });

  it('tells the memory of a process', () => {
    expect(privateMemory(process.pid)).toBeGreaterThan(5 << 20);
    expect(privateMemory(2 ** 22 + 1)).toBe(0);
  });
});
