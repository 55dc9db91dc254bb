import type { RuntimesManifest, SystemLimits } from '@whisker/entities';

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
  /** Kinds on offer. Default: Whisker's own manifest; kinds without an interpreter on this machine are left out. */
  readonly runtimes?: RuntimesManifest;
  /** Folders interpreters and bubblewrap are looked for in, as in `PATH`. Default: the system's. */
  readonly searchPath?: string;
  /** Default: silent. */
  readonly log?: PlatformLog;
}
