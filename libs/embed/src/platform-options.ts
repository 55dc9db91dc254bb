import type { RuntimesManifest, SystemLimits } from '@whisker/entities';
import type { WebSettings } from '@whisker/http-api';

/** Where the platform reports what nobody waits for. */
export type PlatformLog = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** Settings of an embedded platform; each has a default. */
export interface PlatformOptions {
  /** Where data is kept. Default: a temporary folder that is removed at the end. */
  readonly dataFolder?: string;
  /** Memory for action containers, MB. Default 2048. */
  readonly memoryMb?: number;
  /**
   * Whether actions run in a sandbox: `auto` where bubblewrap works (default), `required` (else the start fails), `none`.
   */
  readonly isolation?: 'auto' | 'required' | 'none';
  /** Activations older than this many days are removed. Default 7. */
  readonly retentionDays?: number;
  /** Containers created at a time. Default 2. */
  readonly maxCreating?: number;
  /** Containers started before they are asked for. Default: those of the manifest. */
  readonly prewarm?: boolean;
  /**
   * What is stored of users' keys: themselves (default), or only a hash, so that who reads the store cannot act as its
   * users. Then actions that want a key are given one of their own, good while they run.
   */
  readonly keys?: 'plain' | 'hashed';
  /** Packages that others share may be used, but not read. Default false. */
  readonly sharedPackagesExecuteOnly?: boolean;
  /** Default: OpenWhisk's, with throttles that stand open. */
  readonly limits?: SystemLimits;
  /** Hosts of namespaces and other choices about web actions. Default: none of them set. */
  readonly web?: WebSettings;
  /** Kinds on offer. Default: Whisker's own manifest; kinds without an interpreter on this machine are left out. */
  readonly runtimes?: RuntimesManifest;
  /** Folders interpreters and bubblewrap are looked for in, as in `PATH`. Default: the system's. */
  readonly searchPath?: string;
  /**
   * Keys that encrypt the parameters of actions, packages and triggers at rest, base64 of 32 bytes each: the current one,
   * then perhaps the one before. Default: parameters are stored in the clear.
   */
  readonly parameterKeys?: readonly string[];
  /** The same for secrets. Default: a key made in the data folder (`secrets.key`). */
  readonly secretKeys?: readonly string[];
  /**
   * Whether the packages of `whisk.system` are there, and the provider of its feeds. Default false: code that embeds the platform rarely calls them,
   * and a fresh data folder is ready sooner without. `whisker up` has them.
   */
  readonly catalog?: boolean;
  /** Of the times an alarm was missed while the platform was down, how many are made up for. Default 1. */
  readonly missedAlarms?: number;
  /**
   * Whether `/api/{tenant}/…` serves the APIs that `wsk api` defines, and `/v2/` manages them, on the port of the API.
   * Default true.
   */
  readonly apiGateway?: boolean;
  /** Who may disable the controller by `POST /disable`. Default: nobody. */
  readonly operator?: { readonly user: string; readonly password: string };
  /** Default: silent. */
  readonly log?: PlatformLog;
}
