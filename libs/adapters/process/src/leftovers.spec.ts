import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolder } from './folders';
import { removeLeftovers } from './leftovers';
import { startTime, type KnownProcess } from './process-tree';

describe('removeLeftovers', () => {
  const state = mkdtempSync(join(tmpdir(), 'whisker-left-'));
  const children: ChildProcess[] = [];
  afterAll(() => {
    children.forEach((child) => child.kill('SIGKILL'));
    rmSync(state, { recursive: true });
  });

  interface Idle {
    readonly process: KnownProcess;
    readonly exit: Promise<unknown>;
  }

  function idle({ home = '/', cwd = '/' }): Idle {
    const command = ['-e', 'setInterval(() => {}, 1000)'];
    const child = spawn(process.execPath, command, { detached: true, stdio: 'ignore', env: { HOME: home }, cwd });
    children.push(child);
    const pid = child.pid as number;
    return { process: { pid, start: startTime(pid) ?? '' }, exit: once(child, 'exit') };
  }

  /** A process group whose leader is gone. */
  async function abandonedGroup(): Promise<{ leader: KnownProcess; member: number }> {
    const child = spawn('/bin/sh', ['-c', 'sleep 1000 & echo $!; read end'], { detached: true });
    const pid = child.pid as number;
    const leader = { pid, start: startTime(pid) ?? '' };
    const [text] = (await once(child.stdout, 'data')) as [Buffer];
    child.stdin.end();
    await once(child, 'exit');
    return { leader, member: Number(text.toString()) };
  }

  function container(run: string, id: string, record: object): string {
    const folder = join(state, 'containers', run, id);
    mkdirSync(join(folder, 'scratch'), { recursive: true });
    writeFileSync(join(folder, 'process.json'), JSON.stringify({ cgroups: [], ...record }));
    return folder;
  }

  it('ends the containers of a platform that is gone, and removes their files', async () => {
    const gone = `${2 ** 22 + 1}-1-0`;
    const recorded = idle({});
    const folder = container(gone, 'a', { process: recorded.process });
    const orphan = idle({ home: join(folder, 'scratch') });
    const group = await abandonedGroup();
    container(gone, 'b', { process: group.leader });
    const sockets = mkdtempSync(join(tmpdir(), 'whisker-'));
    writeFileSync(join(state, 'containers', gone, 'sockets'), sockets);
    await removeLeftovers(state);
    await Promise.all([recorded.exit, orphan.exit]);
    expect(startTime(group.member)).toBeUndefined();
    expect([sockets, join(state, 'containers', gone)].filter(existsSync)).toEqual([]);
  });

  it('ends what was started just before its platform was killed, of which nothing was written down', async () => {
    const folder = join(state, 'containers', `${2 ** 22 + 1}-1-1`, 'a');
    mkdirSync(join(folder, 'scratch'), { recursive: true });
    const started = idle({ cwd: join(folder, 'scratch') });
    await removeLeftovers(state);
    await started.exit;
    expect(existsSync(folder)).toBe(false);
  });

  it('spares a process that only has the number of a container', async () => {
    const { process: stranger } = idle({});
    container(`${process.pid}-1-0`, 'c', { process: { pid: stranger.pid, start: '1' } });
    await removeLeftovers(state);
    expect(startTime(stranger.pid)).toBe(stranger.start);
  });

  it('spares the containers of a platform that lives, and copes with what is broken', async () => {
    const run = RunFolder.open(state, false);
    const { path } = run.make('c', {});
    mkdirSync(join(state, 'containers/nonsense/d'), { recursive: true });
    writeFileSync(join(state, 'containers/nonsense/d/process.json'), '{');
    await removeLeftovers(state);
    expect(existsSync(path)).toBe(true);
    expect(existsSync(join(state, 'containers/nonsense'))).toBe(false);
    await run.remove();
    await expect(removeLeftovers(join(state, 'never-used'))).resolves.toBeUndefined();
  });
});
