import type { Runtimes, SystemLimits, WhiskEntity } from '@whisker/entities';
import type { Entitlement } from '@whisker/entitlement';
import type { EntityStore } from '@whisker/entity-store';

/** What the use cases on entities stand on. */
export interface ManagementDeps {
  readonly entities: EntityStore;
  /** Asked about what bodies refer to. What is named by the request itself was checked before. */
  readonly entitlement: Entitlement;
  readonly runtimes: Runtimes;
  readonly limits: SystemLimits;
  /** Packages that others share may be used, but not read. Default false. */
  readonly sharedPackagesExecuteOnly?: boolean;
  /** epoch ms */
  readonly clock: () => number;
  /** An entity as it is stored and shown: with encrypted parameters. Default: as it is. */
  readonly seal?: <T extends WhiskEntity>(entity: T) => T;
}

/** See {@link ManagementDeps.seal}. */
export function sealOf({ seal }: Pick<ManagementDeps, 'seal'>): <T extends WhiskEntity>(entity: T) => T {
  return seal ?? ((entity) => entity);
}

/** How a PUT treats what exists. */
export interface PutMode {
  /** Replace it; false: refuse with `alreadyExists`. */
  readonly overwrite: boolean;
}

/** Part of a namespace's entities, newest first. */
export interface Page {
  readonly namespace: string;
  readonly skip: number;
  /** At most this many; 0 means none. */
  readonly limit: number;
}

/** A {@link Page} without its limit: counts ignore it. */
export type Rest = Omit<Page, 'limit'>;
