import { systemTimers, type Clock, type Timers } from '@whisker/entities';
import type { ContainerDriver } from './container';
import type { EvictionPolicy } from './policies/eviction-policy';
import { FixedKeepAlive } from './policies/fixed-keep-alive';
import { FixedStemCells, type StemCellSetting } from './policies/fixed-stem-cells';
import type { KeepAlivePolicy } from './policies/keep-alive-policy';
import { OldestFirst } from './policies/oldest-first';
import type { LinePolicy } from './policies/line-policy';
import type { PrewarmPolicy } from './policies/prewarm-policy';
import { RentOrBuy } from './policies/rent-or-buy';
import { ShortRunsLine } from './policies/short-runs-line';
import type { StartPolicy } from './policies/start-policy';

/** Where the pool reports what nobody waits for: failing pauses, misused leases. */
export interface PoolLog {
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  /** A fault in the platform itself. */
  error(message: string, details?: Readonly<Record<string, unknown>>): void;
}

export interface PoolOptions {
  readonly driver: ContainerDriver;
  /** Memory for containers, MB: the sum of their limits never exceeds it. */
  readonly memoryMb: number;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: the system's. */
  readonly timers?: Timers;
  /** Default {@link OldestFirst}. */
  readonly eviction?: EvictionPolicy;
  /** Default {@link FixedKeepAlive}. */
  readonly keepAlive?: KeepAlivePolicy;
  /** Default {@link RentOrBuy}. */
  readonly startPolicy?: StartPolicy;
  /** Default {@link ShortRunsLine}. */
  readonly line?: LinePolicy;
  /** Default {@link FixedStemCells} with `stemCells`. */
  readonly prewarm?: PrewarmPolicy;
  /** Default none. */
  readonly stemCells?: readonly StemCellSetting[];
  /** Requests that may wait while nothing is on its way for them. Default 256. */
  readonly maxWaiting?: number;
  /** Containers created at a time. Default 2; with more than one, prewarming leaves one for requests. */
  readonly maxCreating?: number;
  /** How often later requests may be placed before the first one that lacks memory. Default 32. */
  readonly maxPasses?: number;
  /** How long later requests may be placed before it, ms. Default 1,000. */
  readonly maxPassedMs?: number;
  /** Default: silent. */
  readonly log?: PoolLog;
}

/** {@link PoolOptions} with every default in place. */
export type PoolSettings = Required<Omit<PoolOptions, 'stemCells'>>;

const silent: PoolLog = { warn: () => undefined, error: () => undefined };

/** Fills in the defaults. @throws RangeError for a number that makes no sense */
export function settingsOf(options: PoolOptions): PoolSettings {
  const { stemCells = [], ...given } = options;
  const settings: PoolSettings = {
    clock: Date.now,
    timers: systemTimers,
    eviction: new OldestFirst(),
    keepAlive: new FixedKeepAlive(),
    prewarm: new FixedStemCells(stemCells),
    startPolicy: new RentOrBuy(),
    line: new ShortRunsLine(),
    maxWaiting: 256,
    maxCreating: 2,
    maxPasses: 32,
    maxPassedMs: 1000,
    log: silent,
    ...given,
  };
  atLeast(settings, 'memoryMb', 0);
  atLeast(settings, 'maxCreating', 1);
  atLeast(settings, 'maxWaiting', 0);
  atLeast(settings, 'maxPasses', 0);
  atLeast(settings, 'maxPassedMs', 0);
  return settings;
}

type NumberKey = 'memoryMb' | 'maxCreating' | 'maxWaiting' | 'maxPasses' | 'maxPassedMs';

function atLeast(settings: PoolSettings, key: NumberKey, least: number): void {
  const value = settings[key];
  if (!(value >= least)) throw new RangeError(`container pool: ${key} must be at least ${least}, it is ${value}`);
}
