import type { Placement, PlacementRequest } from './placement';

/** Start values and bounds of an invoker's books. */
export interface SlotsOptions {
  readonly number: number;
  /** Memory this controller may give out, MB. */
  readonly memoryMb: number;
  /** Activations that may be in flight on it. */
  readonly maxInFlight: number;
}

/** A container's worth of memory counts while any of its slots is taken. */
const containersFor = (activations: number, concurrency: number) => Math.ceil(activations / concurrency);

/**
 * One invoker's books: what this controller has reserved on it and not yet got back.
 *
 * An activation reserves the memory of its container. Where a container may run several activations at a time, only
 * every `concurrency`-th activation of the action reserves memory.
 */
export class InvokerSlots {
  readonly number: number;
  /** MB; may shrink below what is reserved. */
  memoryMb: number;
  /** A member now. */
  alive = true;
  readonly #maxInFlight: number;
  #usedMb = 0;
  #inFlight = 0;
  /** Activations in flight per action whose containers take more than one. */
  readonly #shared = new Map<string, number>();

  constructor({ number, memoryMb, maxInFlight }: SlotsOptions) {
    this.number = number;
    this.memoryMb = memoryMb;
    this.#maxInFlight = maxInFlight;
  }

  /** MB not reserved; negative after forced placements. */
  get freeMb(): number {
    return this.memoryMb - this.#usedMb;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** May be given work, if need be by force. */
  get usable(): boolean {
    return this.alive && this.#inFlight < this.#maxInFlight;
  }

  /** Reserves if the invoker is usable and has the memory. */
  tryReserve(request: PlacementRequest): Placement | undefined {
    if (!this.usable || this.#memoryFor(request) > this.freeMb) return undefined;
    return this.#take(request, false);
  }

  /** Reserves whatever memory is left. The invoker must be usable. */
  forceReserve(request: PlacementRequest): Placement {
    return this.#take(request, this.#memoryFor(request) > this.freeMb);
  }

  /** For {@link Reservation} only. */
  giveBack(memoryMb: number, concurrency: number, key: string): void {
    this.#inFlight -= 1;
    if (concurrency === 1) {
      this.#usedMb -= memoryMb;
      return;
    }
    const left = (this.#shared.get(key) ?? 0) - 1;
    if (left % concurrency === 0) this.#usedMb -= memoryMb;
    if (left > 0) this.#shared.set(key, left);
    else this.#shared.delete(key);
  }

  #take(request: PlacementRequest, forced: boolean): Placement {
    const key = request.concurrency === 1 ? '' : keyOf(request);
    this.#usedMb += this.#memoryFor(request);
    this.#inFlight += 1;
    if (key !== '') this.#shared.set(key, (this.#shared.get(key) ?? 0) + 1);
    return new Reservation(this, request, { key, forced });
  }

  /** Memory one more activation takes: none if a container of its action has a slot left. */
  #memoryFor(request: PlacementRequest): number {
    const { memoryMb, concurrency } = request;
    if (concurrency === 1) return memoryMb;
    const now = this.#shared.get(keyOf(request)) ?? 0;
    return (containersFor(now + 1, concurrency) - containersFor(now, concurrency)) * memoryMb;
  }
}

/** An update may change memory and concurrency of an action that is in flight: such containers share nothing. */
function keyOf({ action, namespace, memoryMb, concurrency }: PlacementRequest): string {
  return `${namespace} ${action} ${memoryMb} ${concurrency}`;
}

/** A class, not closures: one is made for every activation. */
class Reservation implements Placement {
  readonly forced: boolean;
  readonly #slots: InvokerSlots;
  readonly #memoryMb: number;
  readonly #concurrency: number;
  readonly #key: string;
  #held = true;

  constructor(slots: InvokerSlots, request: PlacementRequest, { key, forced }: { key: string; forced: boolean }) {
    this.#slots = slots;
    this.#memoryMb = request.memoryMb;
    this.#concurrency = request.concurrency;
    this.#key = key;
    this.forced = forced;
  }

  get invoker(): number {
    return this.#slots.number;
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#slots.giveBack(this.#memoryMb, this.#concurrency, this.#key);
  }
}
