import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SYSTEM_PATH } from './options';

const run = promisify(execFile);
const PROBE_TIMEOUT_MS = 5000;

/** User and group an action sees itself as. No system gives this number to anyone. */
export const ACTION_USER = 64_999;

/** How sandboxes are made here. */
export interface Isolation {
  /** The bubblewrap binary. */
  readonly bwrap: string;
  /** Flags that work here, mounts excluded. */
  readonly flags: readonly string[];
  /** Mounts on top of `/proc`. */
  readonly masks: readonly string[];
  /** Command in front of the action's, within the sandbox. */
  readonly become: readonly string[];
  /** Who the action is outside of its sandbox, to whom its folders belong; undefined: the user of this process. */
  readonly owner: number | undefined;
}

/** Result of the probe, for `whisker doctor`: either works, or why not. */
export type IsolationReport =
  { readonly works: true; readonly isolation: Isolation } | { readonly works: false; readonly reason: string };

/** What to probe. */
export interface IsolationProbe {
  /** Where `bwrap` is looked for, like `PATH`. Default: the system's folders. */
  readonly searchPath?: string | undefined;
  /** `none` gives a sandbox a network of its own with nothing but loopback. */
  readonly network: 'host' | 'none';
  /** False: actions stay the user of this process outside, also if that is root. Default true. */
  readonly separateUser?: boolean;
}

/** Namespaces of its own; ends with the platform. */
const NAMESPACES = [
  ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'action'],
  ...['--die-with-parent', '--cap-drop', 'ALL'],
];
/** A namespace of users with no one in it but the user of this process, under another number. */
const USER_NAMESPACE = ['--unshare-user', '--uid', `${ACTION_USER}`, '--gid', `${ACTION_USER}`];
/** Keeps an action from making user namespaces itself; older releases do not know it. */
const NO_NESTING = '--disable-userns';
/** What it takes to become someone else. */
const MAY_BECOME = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((name) => ['--cap-add', name]);
const BECOME = [
  `--reuid=${ACTION_USER}`,
  `--regid=${ACTION_USER}`,
  '--clear-groups',
  '--inh-caps=-all',
  '--bounding-set=-all',
  '--',
];
/** The kernel lets root's number write here even without capabilities and in a namespace, and bwrap leaves that open. */
const ROOTS_PROC = ['sys', 'irq', 'bus', 'fs', 'acpi', 'scsi'].map((name) => `/proc/${name}`);

/**
 * Tries bubblewrap with the flags of a real sandbox: some kernels and containers refuse namespaces.
 *
 * A platform that runs as root has its actions become a user that is no one: root in a user namespace is still root to
 * files, and to daemons that ask who connects over the host's network. Any other user gets a user namespace.
 */
export async function probeIsolation(probe: IsolationProbe): Promise<IsolationReport> {
  const searchPath = probe.searchPath ?? SYSTEM_PATH;
  const bwrap = await findBinary('bwrap', searchPath);
  if (bwrap === undefined) return { works: false, reason: 'bwrap is not there (install the package bubblewrap)' };
  const setpriv = await findBinary('setpriv', SYSTEM_PATH);
  let reason = '';
  for (const isolation of candidates({ bwrap, setpriv, probe })) {
    const refusal = await tryOut(isolation);
    if (refusal === undefined) return { works: true, isolation };
    reason = refusal;
  }
  return { works: false, reason: `bubblewrap cannot make a sandbox here: ${reason}` };
}

/** Best first. */
function candidates(found: { bwrap: string; setpriv: string | undefined; probe: IsolationProbe }): Isolation[] {
  const { bwrap, setpriv, probe } = found;
  const isRoot = process.getuid?.() === 0;
  const common = [...NAMESPACES, ...(probe.network === 'none' ? ['--unshare-net'] : [])];
  const masks = isRoot
    ? ROOTS_PROC.filter((path) => existsSync(path)).flatMap((path) => ['--ro-bind', path, path])
    : [];
  const withUsers = { bwrap, masks, become: [], owner: undefined };
  const result: Isolation[] = [
    { ...withUsers, flags: [...common, ...USER_NAMESPACE, NO_NESTING] },
    { ...withUsers, flags: [...common, ...USER_NAMESPACE] },
  ];
  if (isRoot && setpriv !== undefined && probe.separateUser !== false) {
    result.unshift({
      bwrap,
      masks: [],
      flags: [...common, ...MAY_BECOME],
      become: [setpriv, ...BECOME],
      owner: ACTION_USER,
    });
  }
  return result;
}

/** First file of that name on a search path. */
async function findBinary(name: string, searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(':').filter((entry) => entry.startsWith('/'))) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return path;
  }
  return undefined;
}

/** Undefined when it works, else what bwrap says. */
async function tryOut({ bwrap, flags, masks, become }: Isolation): Promise<string | undefined> {
  const mounts = ['--ro-bind', '/', '/', '--proc', '/proc', ...masks, '--dev', '/dev', '--remount-ro', '/'];
  try {
    await run(bwrap, [...flags, ...mounts, ...become, 'true'], {
      timeout: PROBE_TIMEOUT_MS,
      env: { PATH: SYSTEM_PATH },
    });
    return undefined;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return (stderr?.trim() || message).split('\n')[0];
  }
}
