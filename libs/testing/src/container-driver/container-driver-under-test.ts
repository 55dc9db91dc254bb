import type { ContainerDriver } from '@whisker/container-pool';

/** A driver and what the suite has to know about it. The suite closes the driver. */
export interface ContainerDriverUnderTest {
  readonly driver: ContainerDriver;
  /** A kind per language. */
  readonly kinds: { readonly nodejs: string; readonly python?: string };
  /** What `__OW_API_HOST` has to be. */
  readonly apiHost: string;
  /** An existing folder of the host that holds the platform's data. */
  readonly dataFolder: string;
  /** A text in the platform's own environment. */
  readonly platformSecret: string;
}

/** What is known before the driver is opened. */
export interface ContainerDriverTraits {
  /** Containers see neither the host's files nor each other's. */
  readonly isolated: boolean;
  /** The driver runs python kinds too. */
  readonly python: boolean;
  /** Its containers of nodejs let runs stand in line. Default false. */
  readonly line?: boolean;
  /** Parts of the contract to check, for a second setting of a driver that has passed all. Default: all. */
  readonly aspects?: readonly ContainerDriverAspect[];
}

/** A part of the contract. */
export type ContainerDriverAspect = 'runs' | 'line' | 'logs' | 'limits' | 'pause' | 'end' | 'isolation';
