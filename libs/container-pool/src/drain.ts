import type { Clock } from '@whisker/entities';
import type { ContainerOperations } from './container-operations';
import { allows } from './container-states';
import type { Inventory } from './inventory';

export interface DrainParts {
  readonly inventory: Inventory;
  readonly operations: ContainerOperations;
  readonly clock: Clock;
}

/** The end of a pool: idle containers go at once, used ones when they are released or at the deadline. */
export class Drain {
  readonly #parts: DrainParts;
  readonly #gone: Promise<void>;
  #deadline = Number.POSITIVE_INFINITY;
  #begun = false;
  #resolve: () => void = () => undefined;

  constructor(parts: DrainParts) {
    this.#parts = parts;
    this.#gone = new Promise((resolve) => (this.#resolve = resolve));
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** Retires every container; again: brings the deadline (epoch ms) forward. Resolves when all are gone. */
  begin(deadline: number): Promise<void> {
    this.#deadline = Math.min(this.#deadline, deadline);
    if (!this.#begun) for (const entry of this.#parts.inventory.all) this.#parts.operations.retire(entry);
    this.#begun = true;
    this.check();
    return this.#gone;
  }

  /** Looks whether the deadline has come, and whether all are gone. Creations and removals under way are awaited. */
  check(): void {
    if (!this.#begun) return;
    if (this.#parts.clock() >= this.#deadline) this.#force();
    if (this.#parts.inventory.all.size === 0) this.#resolve();
  }

  #force(): void {
    for (const entry of this.#parts.inventory.all) {
      if (allows(entry.state, 'remove')) this.#parts.operations.remove(entry);
    }
  }
}
