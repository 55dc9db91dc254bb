import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { installModules } from '@whisker/adapter-process';
import type { RunningDocker } from './docker';
import type { PartHome } from './part';

const run = promisify(execFile);

/** What the base images hold: Python is Debian's, Node that of this workspace. */
const DEBIAN = { suite: 'bookworm', include: 'python3,libstdc++6', python: '3.11' };
/** Nobody reads these in a container. */
const UNUSED = ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/info', 'var/cache/apt', 'var/lib/apt'];
const BASE_IMAGE = 'whisker/base:local';
const MAKE_WITHIN_MS = 600_000;

/** Images of the action runtimes, by what they are for; names as in the manifest. */
export interface RuntimeImages {
  readonly nodejs: string;
  readonly python: string;
  readonly blackbox: string;
}

/**
 * Puts images of the runtimes into a daemon. Nothing is pulled: the base is made of Debian's packages and this
 * workspace's Node, and what was built is kept in the cache for other daemons, as long as the runtimes do not change.
 * @throws Error that says what is lacking
 */
export async function runtimeImages(docker: RunningDocker, { cache }: PartHome): Promise<RuntimeImages> {
  const node = process.versions.node.split('.')[0];
  const images = {
    nodejs: `whisker/action-nodejs-v${node}:latest`,
    python: `whisker/action-python-v${DEBIAN.python}:latest`,
    blackbox: 'whisker/action-blackbox:latest',
  };
  const archive = join(cache, `images-${hashOf(runtimesFolder())}.tar`);
  if (existsSync(archive)) {
    await docker.cli('load', '--quiet', '--input', archive);
    return images;
  }
  await docker.cli('import', await baseArchive(cache), BASE_IMAGE);
  await buildAll(docker, images);
  const draft = `${archive}.${process.pid}`;
  await docker.cli('save', '--output', draft, ...Object.values(images));
  renameSync(draft, archive);
  return images;
}

/** The folder `docker/runtimes` of this workspace. */
function runtimesFolder(): string {
  return dirname(require.resolve('@whisker/runtimes/package.json'));
}

async function buildAll(docker: RunningDocker, images: RuntimeImages): Promise<void> {
  const source = runtimesFolder();
  const stage = await mkdtemp(join(tmpdir(), 'whisker-images-'));
  try {
    cpSync(source, stage, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
    const modules = installModules(join(stage, 'state'), join(source, 'nodejs', 'proxy.cjs'));
    if (modules === undefined) throw new Error('The packages of docker/runtimes/nodejs are not there: npm install');
    renameSync(modules, join(stage, 'nodejs', 'node_modules'));
    const build = ['build', '--quiet', '--network', 'none', '--build-arg', `BASE_IMAGE=${BASE_IMAGE}`];
    await docker.cli(...build, '--tag', images.nodejs, join(stage, 'nodejs'));
    await docker.cli(...build, '--tag', images.python, join(stage, 'python'));
    await docker.cli(...build, '--tag', images.blackbox, '--file', join(stage, 'blackbox', 'Dockerfile'), stage);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** What the images are made of, so that a change makes new ones. */
function hashOf(folder: string): string {
  const hash = createHash('sha256').update(JSON.stringify([DEBIAN, process.version]));
  for (const file of filesBelow(folder)) hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name !== 'node_modules' && !name.endsWith('.spec.ts'));
  return names.sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** A tar of a small Debian with Node and Python; made once. */
async function baseArchive(cache: string): Promise<string> {
  const parts = [DEBIAN.suite, ...DEBIAN.include.split(','), `node-${process.versions.node}`];
  const archive = join(cache, `base-${parts.join('-')}.tar`);
  if (existsSync(archive)) return archive;
  const draft = await mkdtemp(join(tmpdir(), 'whisker-base-'));
  try {
    const root = join(draft, 'root');
    await debootstrap(draft, root);
    for (const path of UNUSED) rmSync(join(root, path), { recursive: true, force: true });
    const programs = join(root, 'usr/local/bin');
    mkdirSync(programs, { recursive: true });
    await run('strip', ['-o', join(programs, 'node'), process.execPath]);
    await run('ln', ['-s', '/usr/bin/python3', join(programs, 'python')]);
    await run('tar', ['-C', root, '-cf', join(draft, 'base.tar'), '.'], { timeout: MAKE_WITHIN_MS });
    cpSync(join(draft, 'base.tar'), `${archive}.${process.pid}`);
    renameSync(`${archive}.${process.pid}`, archive);
    return archive;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** From the mirror that this machine's apt uses. */
async function debootstrap(draft: string, root: string): Promise<void> {
  const options = { cwd: draft, timeout: MAKE_WITHIN_MS, maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(CODENAME) $(REPO_URI)']);
  const mirror = stdout
    .split('\n')
    .map((line) => line.split(' '))
    .find(([name]) => name === DEBIAN.suite)?.[1];
  if (mirror === undefined)
    throw new Error(`apt of this machine has no Debian ${DEBIAN.suite} to make a base image of.`);
  await run('sh', ['-c', 'apt-get download debootstrap && dpkg -x debootstrap_*.deb tool'], options);
  const script = join(draft, 'tool/usr/sbin/debootstrap');
  await run('sh', [script, '--variant=minbase', `--include=${DEBIAN.include}`, DEBIAN.suite, root, mirror], {
    ...options,
    env: { ...process.env, DEBOOTSTRAP_DIR: join(draft, 'tool/usr/share/debootstrap') },
  });
}
