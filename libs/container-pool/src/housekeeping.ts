import type { ContainerOperations } from './container-operations';
import { idleView } from './idle-view';
import type { Inventory } from './inventory';
import type { PooledContainer } from './pooled-container';
import type { PoolSettings } from './pool-options';

/** Time between two looks at a container, ms. */
const LOOK_MS = 1000;

/** A removal that lasts longer is not counted on, ms. */
const REMOVAL_OVERDUE_MS = 10_000;

export interface HousekeepingParts {
  readonly inventory: Inventory;
  readonly operations: ContainerOperations;
  /** Prewarmed containers nobody asked for. */
  readonly surplus: () => ReadonlySet<PooledContainer>;
  readonly settings: Pick<PoolSettings, 'keepAlive' | 'clock' | 'log'>;
}

/** Looks after containers that nobody uses: pauses and removes them as the keep-alive policy says. */
export class Housekeeping {
  readonly #parts: HousekeepingParts;
  /** When a removal under way was first seen, epoch ms. */
  readonly #removals = new Map<PooledContainer, number>();
  #nextLook = 0;

  constructor(parts: HousekeepingParts) {
    this.#parts = parts;
  }

  /** Called often; looks once a second. @returns true if it did */
  tick(): boolean {
    const now = this.#parts.settings.clock();
    // The second condition: the clock was set back.
    if (now < this.#nextLook && now >= this.#nextLook - LOOK_MS) return false;
    this.#nextLook = now + LOOK_MS;
    const surplus = this.#parts.surplus();
    for (const entry of this.#parts.inventory.all) {
      if (entry.state === 'removing') this.#watchRemoval(entry, now);
      else if (entry.atRest) this.#decide(entry, { surplus: surplus.has(entry), now });
    }
    return true;
  }

  /** A removal has ended. */
  removed(entry: PooledContainer): void {
    this.#removals.delete(entry);
  }

  #decide(entry: PooledContainer, { surplus, now }: { readonly surplus: boolean; readonly now: number }): void {
    const decision = this.#parts.settings.keepAlive.decide(idleView(entry, surplus), now);
    if (decision === 'remove') this.#parts.operations.remove(entry);
    else if (decision === 'pause' && entry.state === 'idle' && now >= entry.pauseNotBefore) {
      this.#parts.operations.pause(entry);
    }
  }

  #watchRemoval(entry: PooledContainer, now: number): void {
    const since = this.#removals.get(entry) ?? now;
    this.#removals.set(entry, since);
    if (entry.overdue || now - since < REMOVAL_OVERDUE_MS) return;
    this.#parts.inventory.markOverdue(entry);
    this.#parts.settings.log.warn('a container takes long to be removed, its memory is not counted on', {
      container: entry.id,
    });
  }
}
