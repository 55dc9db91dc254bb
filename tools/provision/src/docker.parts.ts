import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker, partsCache, runtimeImages, type RunningDocker, type RuntimeImages } from './index';

const home = { cache: partsCache() };
const folder = mkdtempSync(join(tmpdir(), 'whisker-docker-'));
let daemon: RunningDocker;
let images: RuntimeImages;

/** The first time packages are fetched and images built. */
const FIRST_TIME_MS = 900_000;

beforeAll(async () => {
  await docker.install(home);
  daemon = await docker.start(home, { folder, crun: false });
  images = await runtimeImages(daemon, home);
}, FIRST_TIME_MS);
afterAll(async () => {
  await daemon.stop();
  rmSync(folder, { recursive: true });
});

describe('the part docker', () => {
  it('runs images that were made here', async () => {
    const node = await daemon.cli('run', '--rm', '--network', 'none', images.nodejs, 'node', '-p', '6 * 7');
    expect(node).toBe('42');
    const required = 'typeof require("openwhisk")';
    expect(await daemon.cli('run', '--rm', '--network', 'none', images.nodejs, 'node', '-p', required)).toBe(
      'function',
    );
    const python = await daemon.cli('run', '--rm', '--network', 'none', images.python, 'python', '-c', 'print(6 * 7)');
    expect(python).toBe('42');
    expect(await daemon.cli('run', '--rm', '--network', 'none', images.blackbox, '/action/exec')).toMatch(/^This is/);
  });

  it('keeps containers when its daemon is killed and started again on the same folder', async () => {
    const id = await daemon.cli('run', '--detach', '--network', 'none', images.nodejs, 'sleep', 'infinity');
    await daemon.kill();
    await expect(daemon.cli('version')).rejects.toThrow();
    daemon = await docker.start(home, { folder });
    expect(await daemon.cli('inspect', '--format', '{{.State.Running}}', id)).toBe('true');
    await daemon.cli('rm', '--force', id);
  });
});
