import type { Runtimes } from '@whisker/entities';
import type { Family } from './interpreters';

/** Settings of a ProcessDriver. */
export interface ProcessDriverOptions {
  /** Folder of this driver's own files; made if missing. Two processes may share one. */
  readonly stateFolder: string;
  /** The manifest; kinds without an interpreter here are left out of `kinds`. */
  readonly runtimes: Runtimes;
  /** What actions find in `__OW_API_HOST`; a function when it is known only once the server listens. */
  readonly apiHost: string | (() => string);
  /**
   * `auto` (default): bubblewrap where it works, else plain children and a warning. `required`: opening fails without
   * bubblewrap. `off`: plain children.
   */
  readonly isolation?: 'auto' | 'required' | 'off';
  /**
   * `host` (default): actions share the machine's network, as they must reach the API host and the world; they can then
   * also reach whatever listens on loopback. `none`: only a loopback of their own. Holds under isolation only.
   */
  readonly network?: 'host' | 'none';
  /** `auto` (default): limits, freezing and killing by cgroups where they are writable. `off`: by signals and `/proc`. */
  readonly cgroups?: 'auto' | 'off';
  /** Where interpreters and bwrap are looked for, like `PATH`. Default: the system's folders. */
  readonly searchPath?: string;
  /** Further interpreter binaries, before those of `searchPath`. */
  readonly interpreterPaths?: readonly string[];
  /** Entry file of a family's action proxy. Default: the packages `@whisker/runtime-<family>`. */
  readonly proxies?: Partial<Record<Family, string>>;
  /** Further variables of every action's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folders no action may see, besides `stateFolder`; matters when they lie below a folder every action sees (`/usr`). */
  readonly hiddenFolders?: readonly string[];
  /** Longest wait for a proxy to listen, ms. Default 30 000. */
  readonly startTimeout?: number;
  /** Output kept per stream and activation, bytes; more is dropped and its file truncated. Default 10 MiB. */
  readonly maxLogBytes?: number;
  /** Names containers. Default: 16 random hex digits. */
  readonly newId?: () => string;
}

/** Where system binaries are, when no search path is given; also the `PATH` of actions. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
