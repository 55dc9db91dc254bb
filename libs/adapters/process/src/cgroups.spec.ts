import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Cgroups } from './cgroups';

describe('Cgroups', () => {
  it('uses what is allowed here and leaves nothing behind', async () => {
    const cgroups = await Cgroups.probe();
    // Where nothing is allowed there is nothing to see; the driver's contract without cgroups covers that.
    if (!cgroups) return;
    const cgroup = cgroups.create(`whisker-spec-${process.pid}`, { memoryBytes: 64 << 20, pids: 10 });
    const parents = cgroup.paths.map((path) => dirname(path));
    expect(cgroup.limitsMemory).toBe(cgroups.abilities.memoryLimit);
    expect(cgroup.pids).toEqual([]);
    expect(cgroup.ranOutOfMemory).toBe(false);
    await expect(cgroup.freeze(true)).resolves.toBe(cgroups.abilities.control);
    await expect(cgroup.remove()).resolves.toBe(true);
    await expect(cgroup.remove()).resolves.toBe(true);
    const left = parents
      .flatMap((parent) => readdirSync(parent))
      // Other processes probe as well, and their names hold their own id.
      .filter((name) => new RegExp(`^whisker-(spec|probe)-${process.pid}\\b`).test(name));
    expect(left).toEqual([]);
  });
});
