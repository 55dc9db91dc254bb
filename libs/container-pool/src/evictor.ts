import type { Clock } from '@whisker/entities';
import type { ContainerOperations } from './container-operations';
import { idleView } from './idle-view';
import type { Inventory } from './inventory';
import type { EvictionCandidate, EvictionPolicy } from './policies/eviction-policy';
import type { KeepAlivePolicy } from './policies/keep-alive-policy';
import type { PooledContainer } from './pooled-container';

export interface EvictorParts {
  readonly inventory: Inventory;
  readonly operations: ContainerOperations;
  readonly eviction: EvictionPolicy;
  readonly keepAlive: KeepAlivePolicy;
  /** Prewarmed containers nobody asked for. */
  readonly surplus: () => ReadonlySet<PooledContainer>;
  readonly clock: Clock;
}

/** Removes idle containers to make room. */
export class Evictor {
  readonly #parts: EvictorParts;
  #evictions = 0;

  constructor(parts: EvictorParts) {
    this.#parts = parts;
  }

  /** Containers removed so far. */
  get evictions(): number {
    return this.#evictions;
  }

  /** Begins to free at least `needMb`. @returns MB on the way: 0 if there is not enough, or the policy declines */
  free(needMb: number): number {
    const { inventory, eviction, clock } = this.#parts;
    if (inventory.evictableMb < needMb) return 0;
    const entries = this.#candidates(clock());
    let freed = 0;
    for (const chosen of eviction.choose({ now: clock(), needMb, candidates: [...entries.keys()] })) {
      freed += this.#remove(entries.get(chosen));
    }
    return freed;
  }

  /** Begins to free up to `needMb`, whatever the policy says: somebody has waited for it too long. */
  freeWhatIsIdle(needMb: number): void {
    let freed = 0;
    for (const entry of this.#parts.inventory.all) {
      if (freed >= needMb) return;
      freed += this.#remove(entry);
    }
  }

  #candidates(now: number): Map<EvictionCandidate, PooledContainer> {
    const { inventory, keepAlive, surplus } = this.#parts;
    const beyondNeed = surplus();
    const candidates = new Map<EvictionCandidate, PooledContainer>();
    for (const entry of inventory.all) {
      if (!entry.atRest) continue;
      const view = idleView(entry, beyondNeed.has(entry));
      candidates.set({ ...view, expired: keepAlive.decide(view, now) === 'remove' }, entry);
    }
    return candidates;
  }

  #remove(entry: PooledContainer | undefined): number {
    if (!entry?.atRest) return 0;
    this.#evictions += 1;
    this.#parts.operations.remove(entry);
    return entry.spec.memoryMb;
  }
}
