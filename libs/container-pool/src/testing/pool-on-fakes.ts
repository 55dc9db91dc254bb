import type { AcquireRequest, ContainerShare } from '../acquire-request';
import type { ContainerSpec } from '../container';
import { ContainerPool } from '../container-pool';
import type { Lease } from '../lease';
import type { PoolOptions } from '../pool-options';
import { FakeDriver } from './fake-driver';
import { ManualClock, ManualTimers } from './manual-time';

/** What a spec may say about a request; the rest is filled in. */
export interface RequestWish extends Partial<ContainerSpec>, ContainerShare {
  /** Default `guest`. */
  readonly namespace?: string;
  /** Default `guest/hello`. */
  readonly action?: string;
  /** Default `1`. */
  readonly revision?: string;
  /** From now, ms. Default a minute. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A line of the pool's log. */
export interface LoggedLine {
  readonly level: 'warn' | 'error';
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
}

/** A pool with fakes around it. */
export interface PoolOnFakes {
  readonly pool: ContainerPool;
  readonly driver: FakeDriver;
  readonly clock: ManualClock;
  readonly timers: ManualTimers;
  readonly logged: LoggedLine[];
  /** Default spec: nodejs:20, 256 MB, concurrency 1. */
  request(wish?: RequestWish): AcquireRequest;
  /** Acquires, and reports /init as done if one is needed. */
  lease(wish?: RequestWish): Promise<Lease>;
  /** Leases and releases at once: leaves a hot container behind. */
  warmUp(wish?: RequestWish): Promise<void>;
}

/** Default memory of the pool: 1024 MB. */
export function poolOnFakes(options: Partial<PoolOptions> & { readonly driver?: FakeDriver } = {}): PoolOnFakes {
  const driver = options.driver ?? new FakeDriver();
  const clock = new ManualClock();
  const timers = new ManualTimers(clock);
  const logged: LoggedLine[] = [];
  const log = {
    warn: (message: string, details?: Readonly<Record<string, unknown>>) =>
      void logged.push({ level: 'warn', message, details }),
    error: (message: string, details?: Readonly<Record<string, unknown>>) =>
      void logged.push({ level: 'error', message, details }),
  };
  const pool = new ContainerPool({ memoryMb: 1024, clock: () => clock.now(), timers, log, ...options, driver });
  const request = (wish: RequestWish = {}) => requestOf(wish, clock.now());
  const lease = async (wish: RequestWish = {}) => {
    const granted = await pool.acquire(request(wish));
    if (granted.needsInit) granted.initialised(1);
    return granted;
  };
  const warmUp = async (wish: RequestWish = {}) => (await lease(wish)).release('keep');
  return { pool, driver, clock, timers, logged, request, lease, warmUp };
}

function requestOf(wish: RequestWish, now: number): AcquireRequest {
  const { kind = 'nodejs:20', memoryMb = 256, concurrency = 1, image } = wish;
  return {
    namespace: wish.namespace ?? 'guest',
    action: { name: wish.action ?? 'guest/hello', revision: wish.revision ?? '1' },
    spec: { kind, memoryMb, concurrency, ...(image !== undefined && { image }) },
    deadline: now + (wish.timeoutMs ?? 60_000),
    ...(wish.maxContainers !== undefined && { maxContainers: wish.maxContainers }),
    ...(wish.keepWarm && { keepWarm: wish.keepWarm }),
    ...(wish.signal && { signal: wish.signal }),
  };
}
