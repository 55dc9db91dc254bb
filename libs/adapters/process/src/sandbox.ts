import { chmodSync, lstatSync, readlinkSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTION_USER, type Isolation } from './isolation';

/** Where a container's folders are within its sandbox. */
export const INSIDE = {
  scratch: '/scratch',
  temporary: '/tmp',
  socket: '/run/whisker/s',
  proxy: '/runtime',
  modules: '/node_modules',
} as const;

/** What one sandbox shows besides the system. */
export interface SandboxContent {
  readonly scratch: string;
  readonly temporary: string;
  readonly shared: string;
  readonly socketFolder: string;
  /** Folder of the proxy. */
  readonly proxy: string;
  /** Packages that any file within finds, since Node looks in the root last. */
  readonly modules?: string | undefined;
  /** Files and folders of the interpreter, seen at their own place. */
  readonly interpreter: readonly string[];
  /** Further flags of bwrap. */
  readonly flags: readonly string[];
}

/** What programs need to start, to find hosts, times and certificates. Nothing that holds a secret. */
const ETC = [
  ...['ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'alternatives', 'localtime', 'mime.types'],
  ...['resolv.conf', 'hosts', 'nsswitch.conf', 'services', 'protocols'],
  ...['ssl/certs', 'ssl/openssl.cnf', 'ssl/cert.pem', 'pki/tls/certs', 'pki/ca-trust/extracted'],
];
const SYSTEM_FOLDERS = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
const USERS = `root:x:0:0:root:/:/bin/sh\naction:x:${ACTION_USER}:${ACTION_USER}:action:/scratch:/bin/sh\n`;
const GROUPS = `root:x:0:\naction:x:${ACTION_USER}:\n`;

/** Builds bubblewrap command lines. What is the same for every sandbox of a driver is found out once. */
export class Sandbox {
  readonly #system: readonly string[];
  readonly #hidden: readonly string[];

  /**
   * @param files a folder for two small files that every sandbox sees
   * @param hidden folders that must not be seen
   */
  constructor(
    private readonly isolation: Isolation,
    files: string,
    hidden: readonly string[],
  ) {
    for (const [name, content] of Object.entries({ passwd: USERS, group: GROUPS })) {
      writeFileSync(join(files, name), content);
      chmodSync(join(files, name), 0o644);
    }
    const users = ['passwd', 'group'].flatMap((name) => readOnly(join(files, name), `/etc/${name}`));
    const paths = ETC.map((name) => `/etc/${name}`).filter(exists);
    const etc = paths.flatMap((path) => readOnly(path, path));
    const folders = parentFolders([...paths, '/etc/passwd', INSIDE.socket]);
    this.#system = [...folders, ...readOnly('/usr', '/usr'), ...SYSTEM_FOLDERS.flatMap(systemFolder), ...etc, ...users];
    this.#hidden = hidden.map(realPath);
  }

  /** To whom an action's folders must belong, if not to the user of this process. */
  get owner(): number | undefined {
    return this.isolation.owner;
  }

  /** Command and arguments that run `command` in a sandbox. */
  wrap(command: readonly string[], folders: SandboxContent): string[] {
    const interpreter = folders.interpreter.filter((path) => !path.startsWith('/usr/'));
    return [
      this.isolation.bwrap,
      ...this.isolation.flags,
      ...folders.flags,
      ...this.#system,
      ...[
        '--proc',
        '/proc',
        ...this.isolation.masks,
        '--dev',
        '/dev',
        '--bind',
        folders.shared,
        '/dev/shm',
        '--remount-ro',
        '/dev',
      ],
      ...['--bind', folders.temporary, INSIDE.temporary, '--bind', folders.scratch, INSIDE.scratch],
      ...['--bind', folders.socketFolder, '/run/whisker'],
      ...[...parentFolders(interpreter), ...interpreter.flatMap((path) => readOnly(path, path))],
      ...this.#masks(folders.interpreter),
      ...readOnly(folders.proxy, INSIDE.proxy),
      ...(folders.modules === undefined ? [] : readOnly(folders.modules, INSIDE.modules)),
      // The root is a file system in memory; what an action wrote there would be bounded by nothing.
      ...['--remount-ro', '/', '--chdir', INSIDE.scratch, '--', ...this.isolation.become, ...command],
    ];
  }

  /** Empty folders over those that must not be seen, where they lie within something that is. */
  #masks(interpreter: readonly string[]): string[] {
    const seen = ['/usr', ...interpreter];
    return this.#hidden
      .filter((path) => exists(path) && seen.some((folder) => path.startsWith(`${folder}/`)))
      .flatMap((path) => ['--tmpfs', path, '--remount-ro', path]);
  }
}

/** Makes the folders above mounts: those that bwrap makes by itself are closed to the action. */
function parentFolders(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const names = path.split('/').slice(1, -1);
    names.forEach((_, index) => folders.add(`/${names.slice(0, index + 1).join('/')}`));
  }
  return [...folders].flatMap((folder) => ['--dir', folder]);
}

function readOnly(source: string, target: string): string[] {
  return ['--ro-bind', source, target];
}

/** `/bin` and its like are links into `/usr` on most systems, folders on some. */
function systemFolder(path: string): string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  return found.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : readOnly(path, path);
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function realPath(path: string): string {
  return exists(path) ? realpathSync(path) : path;
}
