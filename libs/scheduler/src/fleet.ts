import type { Member } from '@whisker/membership';
import { InvokerSlots } from './invoker-slots';

export interface FleetOptions {
  /** Activations in flight per invoker, at most. */
  readonly maxInFlight: number;
  /** An invoker left. */
  readonly onGone: (invoker: number) => void;
}

/**
 * The invokers this controller knows, with its books of each.
 *
 * An invoker that left keeps its place and its books: positions in the list decide where actions have their home, and
 * what was reserved is given back later. Controllers share the memory of an invoker evenly.
 */
export class Fleet {
  readonly #options: FleetOptions;
  /** Ordered by number. */
  #slots: readonly InvokerSlots[] = [];
  readonly #memory = new Map<number, number>();
  #controllers = 1;

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  get slots(): readonly InvokerSlots[] {
    return this.#slots;
  }

  /** Takes over the invokers that are members now. */
  update(members: readonly Member[]): void {
    const present = new Set<number>();
    for (const { invoker } of members) {
      if (!invoker) continue;
      present.add(invoker.number);
      this.#memory.set(invoker.number, invoker.userMemory);
      if (!this.#slots.some(({ number }) => number === invoker.number)) this.#add(invoker.number);
    }
    for (const slots of this.#slots) {
      const alive = present.has(slots.number);
      if (slots.alive && !alive) this.#options.onGone(slots.number);
      slots.alive = alive;
    }
    this.#share();
  }

  /** Number of controllers that send work, this one included. */
  shareWith(controllers: number): void {
    this.#controllers = Math.max(1, controllers);
    this.#share();
  }

  #add(number: number): void {
    const slots = new InvokerSlots({ number, memoryMb: 0, maxInFlight: this.#options.maxInFlight });
    this.#slots = [...this.#slots, slots].sort((a, b) => a.number - b.number);
  }

  #share(): void {
    for (const slots of this.#slots) {
      slots.memoryMb = Math.floor((this.#memory.get(slots.number) ?? 0) / this.#controllers);
    }
  }
}
