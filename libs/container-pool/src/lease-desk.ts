import type { ActionVariant } from './action-variant';
import type { Clock } from '@whisker/entities';
import type { ContainerOperations } from './container-operations';
import type { Inventory } from './inventory';
import { ContainerLease, type Lease, type LeaseKeeper, type LeaseOutcome, type StartKind } from './lease';
import type { PooledContainer } from './pooled-container';
import type { PoolLog } from './pool-options';

/** Told when a lease changes what others can have. */
export interface LeaseEvents {
  /** A prewarmed or cold container was taken for its first run. */
  firstLease(entry: PooledContainer, start: StartKind): void;
  /** It has room for another lease, or became idle. */
  freed(entry: PooledContainer): void;
  /** Not to be handed out again. */
  lost(entry: PooledContainer): void;
}

export interface LeaseDeskParts {
  readonly inventory: Inventory;
  readonly operations: ContainerOperations;
  readonly events: LeaseEvents;
  readonly clock: Clock;
  readonly log: PoolLog;
}

/** Time a request spent before it got its lease. */
export interface Waited {
  readonly waitMs: number;
  readonly containerMs: number;
}

const AT_ONCE: Waited = { waitMs: 0, containerMs: 0 };

/** Hands out leases and takes them back. */
export class LeaseDesk implements LeaseKeeper {
  readonly #parts: LeaseDeskParts;
  readonly #inventory: Inventory;
  readonly #clock: Clock;
  readonly #starts: Record<StartKind, number> = { hot: 0, warm: 0, prewarm: 0, cold: 0 };
  #active = 0;

  constructor(parts: LeaseDeskParts) {
    this.#parts = parts;
    this.#inventory = parts.inventory;
    this.#clock = parts.clock;
  }

  /** Leases held. */
  get active(): number {
    return this.#active;
  }

  /** Leases so far. */
  get starts(): Readonly<Record<StartKind, number>> {
    return { ...this.#starts };
  }

  /** A lease for `variant` on a container that is prewarmed, or one of its own with room. */
  open(entry: PooledContainer, variant: ActionVariant, waited: Waited = AT_ONCE): Lease {
    const { start } = entry;
    const needsInit = entry.state === 'prewarmed';
    const inLine = entry.active >= entry.capacity;
    this.#active += 1;
    this.#starts[start] += 1;
    entry.active += 1;
    entry.uses += 1;
    entry.start = 'hot';
    entry.lastUsed = this.#clock();
    if (needsInit) this.#inventory.bind(entry, variant);
    this.#inventory.move(entry, 'lease');
    if (needsInit) this.#parts.events.firstLease(entry, start);
    return new ContainerLease(entry, { start, inLine, needsInit, ...waited }, this);
  }

  initialised(entry: PooledContainer, ms: number): void {
    entry.variant?.shelf.record.initialised(ms);
    if (entry.state !== 'initialising') return;
    this.#inventory.move(entry, 'initialised');
    entry.lastUsed = this.#clock();
    this.#parts.events.freed(entry);
  }

  initFailed(entry: PooledContainer): void {
    this.#inventory.doom(entry);
    this.#parts.events.lost(entry);
  }

  released(entry: PooledContainer, outcome: LeaseOutcome, ranMs: number | undefined): void {
    this.#active -= 1;
    entry.active -= 1;
    if (entry.doomed) this.#leave(entry);
    else if (outcome === 'destroy') this.#spoil(entry);
    else this.#giveBack(entry, outcome === 'keep' ? (ranMs ?? this.#clock() - entry.lastUsed) : undefined);
  }

  misused(entry: PooledContainer, what: string): void {
    this.#parts.log.error(`lease misused: ${what}`, {
      container: entry.id,
      action: entry.variant?.shelf.record.action,
    });
  }

  #giveBack(entry: PooledContainer, ranMs: number | undefined): void {
    if (ranMs !== undefined) entry.variant?.shelf.record.ran(ranMs);
    entry.lastUsed = this.#clock();
    if (entry.active === 0) this.#inventory.move(entry, 'free');
    else this.#inventory.reshelve(entry);
    this.#parts.events.freed(entry);
  }

  #spoil(entry: PooledContainer): void {
    this.#parts.operations.retire(entry);
    this.#parts.events.lost(entry);
  }

  /** The last to leave a container that is not to be used again removes it; by force it may be gone already. */
  #leave(entry: PooledContainer): void {
    if (entry.atRest) this.#parts.operations.remove(entry);
  }
}
