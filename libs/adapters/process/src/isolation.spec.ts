import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeIsolation, type Isolation } from './isolation';
import { startTime } from './process-tree';
import { Sandbox } from './sandbox';

const path = process.env['PATH'] ?? '';

async function isolationHere(separateUser = true): Promise<Isolation> {
  const report = await probeIsolation({ searchPath: path, network: 'none', separateUser });
  if (!report.works) throw new Error(`this suite needs bubblewrap: ${report.reason}`);
  return report.isolation;
}

describe('isolation', () => {
  jest.setTimeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), 'whisker-isolation-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says why it does not work', async () => {
    await expect(probeIsolation({ searchPath: folder, network: 'host' })).resolves.toMatchObject({
      works: false,
      reason: /not there/,
    });
    const bwrap = join(folder, 'bin/bwrap');
    mkdirSync(join(folder, 'bin'));
    writeFileSync(bwrap, '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n');
    chmodSync(bwrap, 0o755);
    const report = await probeIsolation({ searchPath: join(folder, 'bin'), network: 'host' });
    expect(report).toEqual({
      works: false,
      reason: expect.stringContaining('No permissions to create new namespace') as string,
    });
  });

  it('does without a flag that an older bubblewrap lacks', async () => {
    const bwrap = join(folder, 'old/bwrap');
    mkdirSync(join(folder, 'old'));
    writeFileSync(bwrap, '#!/bin/sh\ncase "$*" in *--disable-userns*|*CAP_SETUID*) exit 1;; esac\n');
    chmodSync(bwrap, 0o755);
    const report = await probeIsolation({ searchPath: join(folder, 'old'), network: 'host' });
    expect(report.works && report.isolation.flags).toContain('--unshare-user');
    expect(report.works && report.isolation.flags).not.toContain('--disable-userns');
  });

  // A user namespace is what all but root get; root gets it when others may not read the interpreters.
  it.each([true, false])('shows the system and nothing else, separate user: %s', async (separateUser) => {
    const isolation = await isolationHere(separateUser);
    const run = mkdtempSync(join(folder, 'run-'));
    const own = (name: string): string => (
      mkdirSync(join(run, name), 0o777),
      chmodSync(join(run, name), 0o777),
      join(run, name)
    );
    const sandbox = new Sandbox(isolation, run, [folder]);
    const show = (script: string): string => {
      const content = {
        ...{ scratch: own('scratch'), temporary: own('tmp'), shared: own('shm'), socketFolder: own('sockets') },
        ...{ proxy: own('proxy'), interpreter: [], flags: [] },
      };
      const [command = '', ...rest] = sandbox.wrap(['/bin/sh', '-c', script], content);
      const text = execFileSync(command, rest, { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
      ['scratch', 'tmp', 'shm', 'sockets', 'proxy'].forEach((name) => rmSync(join(run, name), { recursive: true }));
      return text.trim();
    };
    expect(show('id -u; id -un')).toBe('64999\naction');
    expect(show('pwd; touch a /tmp/b /dev/shm/c /run/whisker/d && echo written')).toBe('/scratch\nwritten');
    expect(
      show(`ls ${folder} /root /home /var /sys 2>/dev/null; ls /etc/shadow /etc/ssl/private 2>/dev/null; true`),
    ).toBe('');
    const writable =
      'for f in /x /usr/x /etc/x /dev/x /run/x /runtime/x /proc/sys/kernel/core_pattern /proc/irq/default_smp_affinity; do (: >> $f) 2>/dev/null && echo $f; done; true';
    expect(show(writable)).toBe('');
    // Two lines of heading, and loopback.
    expect(show('grep -c . /proc/net/dev')).toBe('3');
    const descriptors = 'ls /proc/self/fd';
    expect(show(descriptors)).toBe(execFileSync('/bin/sh', ['-c', descriptors], { encoding: 'utf8' }).trim());
  });

  it('ends a sandbox with the process that made it, even one that was killed', async () => {
    const { bwrap, flags, become } = await isolationHere();
    const mounts = ['--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev'];
    // Only once the command runs has bubblewrap asked to end with its parent; before, it is up to `cleanUp`.
    const command = [
      ...flags,
      ...mounts,
      '--info-fd',
      '3',
      ...become,
      '/bin/sh',
      '-c',
      'echo started; exec sleep 1000',
    ];
    const script = `require('child_process').spawn(process.argv[1], process.argv.slice(2), { stdio: ['ignore', 1, 2, 3] })`;
    const maker = spawn(process.execPath, ['-e', script, bwrap, ...command], {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    });
    const [info] = (
      await Promise.all([once(maker.stdio[3] as Readable, 'data'), once(maker.stdout as Readable, 'data')])
    )[0] as [Buffer];
    const pid = Number(/"child-pid": *(\d+)/.exec(info.toString())?.[1]);
    expect(startTime(pid)).toMatch(/\d/);
    maker.kill('SIGKILL');
    const deadline = Date.now() + 10_000;
    while (startTime(pid) !== undefined && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
    expect(startTime(pid)).toBeUndefined();
  });

  it('hides folders that lie within what every sandbox sees', async () => {
    const sandbox = new Sandbox(await isolationHere(), folder, ['/usr/share', '/var', '/usr/none']);
    const content = {
      scratch: 's',
      temporary: 't',
      shared: 'm',
      socketFolder: 'k',
      proxy: 'p',
      interpreter: [],
      flags: [],
    };
    const line = sandbox.wrap(['true'], content).join(' ');
    expect(line).toContain('--tmpfs /usr/share --remount-ro /usr/share');
    expect(line).not.toMatch(/--tmpfs (\/var|\/usr\/none)/);
  });
});
