import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolder } from './folders';
import { removeLeftovers } from './leftovers';
import { startTime } from './process-tree';

describe('removeLeftovers', () => {
  const state = mkdtempSync(join(tmpdir(), 'whisker-left-'));
  const children: ChildProcess[] = [];
  afterAll(() => {
    children.forEach((child) => child.kill('SIGKILL'));
    rmSync(state, { recursive: true });
  });

  function idle(home: string, ...args: string[]): { pid: number; start: string; exit: Promise<unknown> } {
    const command = ['-e', 'setInterval(() => {}, 1000)', '--', ...args];
    const child = spawn(process.execPath, command, { detached: true, stdio: 'ignore', env: { HOME: home } });
    children.push(child);
    const pid = child.pid as number;
    return { pid, start: startTime(pid) ?? '', exit: once(child, 'exit') };
  }

  function container(run: string, id: string, record: object): string {
    const folder = join(state, 'containers', run, id);
    mkdirSync(join(folder, 'scratch'), { recursive: true });
    writeFileSync(join(folder, 'process.json'), JSON.stringify({ cgroups: [], ...record }));
    return folder;
  }

  it('ends the containers of a platform that is gone, and removes their files', async () => {
    const gone = `${2 ** 22 + 1}-1-0`;
    const recorded = idle('/');
    const folder = container(gone, 'a', recorded);
    const orphan = idle(join(folder, 'scratch'));
    const sandbox = idle('/', '--bind', join(folder, 'scratch'), '/scratch');
    const sockets = mkdtempSync(join(tmpdir(), 'whisker-'));
    writeFileSync(join(state, 'containers', gone, 'sockets'), sockets);
    await removeLeftovers(state);
    await Promise.all([recorded.exit, orphan.exit, sandbox.exit]);
    expect([sockets, join(state, 'containers', gone)].filter(existsSync)).toEqual([]);
  });

  it('ends what was started just before its platform was killed, of which nothing was written down', async () => {
    const folder = join(state, 'containers', `${2 ** 22 + 1}-1-1`, 'a');
    mkdirSync(folder, { recursive: true });
    const started = idle(join(folder, 'scratch'));
    await removeLeftovers(state);
    await started.exit;
    expect(existsSync(folder)).toBe(false);
  });

  it('spares a process that only has the number of a container', async () => {
    const stranger = idle('/');
    container(`${process.pid}-1-0`, 'b', { pid: stranger.pid, start: '1' });
    await removeLeftovers(state);
    expect(startTime(stranger.pid)).toBe(stranger.start);
  });

  it('spares the containers of a platform that lives, and copes with what is broken', async () => {
    const run = RunFolder.open(state, false);
    const { path } = run.make('c', undefined);
    mkdirSync(join(state, 'containers/nonsense/d'), { recursive: true });
    writeFileSync(join(state, 'containers/nonsense/d/process.json'), '{');
    await removeLeftovers(state);
    expect(existsSync(path)).toBe(true);
    expect(existsSync(join(state, 'containers/nonsense'))).toBe(false);
    await run.remove();
    await expect(removeLeftovers(join(state, 'never-used'))).resolves.toBeUndefined();
  });
});
