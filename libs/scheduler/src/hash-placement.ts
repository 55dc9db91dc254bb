import type { InvokerSlots } from './invoker-slots';
import type { Placement, PlacementPolicy, PlacementRequest } from './placement';

export interface HashPlacementOptions {
  /** In [0, 1); chooses the invoker that is overloaded further. */
  readonly random: () => number;
  /** Share of the invokers, from the first on, that run managed kinds. Default 1. */
  readonly managedFraction?: number;
  /** Share of the invokers, from the last back, that run images of users. Default 1. */
  readonly blackboxFraction?: number;
}

/** A stretch of the list of invokers. */
interface Stretch {
  readonly from: number;
  readonly size: number;
}

/**
 * OpenWhisk's placement: an action of a namespace has a home invoker given by a hash, so that its warm containers are
 * found again. If that one has no memory left, the others are tried in an order that is the action's own; if none has,
 * one is chosen at random and overloaded.
 */
export class HashPlacement implements PlacementPolicy {
  readonly #random: () => number;
  readonly #managed: number;
  readonly #blackbox: number;
  /** Step sizes by number of invokers; a fleet has few sizes in its life. */
  readonly #steps = new Map<number, readonly number[]>();

  constructor({ random, managedFraction = 1, blackboxFraction = 1 }: HashPlacementOptions) {
    this.#random = random;
    this.#managed = managedFraction;
    this.#blackbox = blackboxFraction;
  }

  choose(invokers: readonly InvokerSlots[], request: PlacementRequest): Placement | undefined {
    if (invokers.length === 0) return undefined;
    const stretch = this.#stretchFor(request, invokers.length);
    return this.#walk(invokers, request, stretch) ?? this.#overload(invokers, request, stretch);
  }

  #stretchFor({ blackbox }: PlacementRequest, count: number): Stretch {
    if (!blackbox) return { from: 0, size: Math.min(count, Math.max(1, Math.ceil(count * this.#managed))) };
    const size = Math.min(count, Math.max(1, Math.floor(count * this.#blackbox)));
    return { from: count - size, size };
  }

  #walk(invokers: readonly InvokerSlots[], request: PlacementRequest, { from, size }: Stretch): Placement | undefined {
    const hash = Math.abs(javaHash(request.namespace) ^ javaHash(request.action));
    const steps = this.#stepsFor(size);
    const step = steps[hash % steps.length] as number;
    for (let index = hash % size, tried = 0; tried < size; tried += 1, index = (index + step) % size) {
      const placement = (invokers[from + index] as InvokerSlots).tryReserve(request);
      if (placement) return placement;
    }
    return undefined;
  }

  #overload(
    invokers: readonly InvokerSlots[],
    request: PlacementRequest,
    { from, size }: Stretch,
  ): Placement | undefined {
    const usable = invokers.slice(from, from + size).filter((invoker) => invoker.usable);
    return usable[Math.floor(this.#random() * usable.length)]?.forceReserve(request);
  }

  #stepsFor(size: number): readonly number[] {
    let steps = this.#steps.get(size);
    if (!steps) this.#steps.set(size, (steps = stepSizes(size)));
    return steps;
  }
}

/**
 * Numbers from 1 on that have no divisor in common with `count` nor with each other: each of them, as a step, visits
 * all of `count` places once before it comes back.
 */
export function stepSizes(count: number): readonly number[] {
  const sizes: number[] = [];
  for (let candidate = 1; candidate <= count; candidate += 1) {
    if (coprime(candidate, count) && sizes.every((size) => coprime(size, candidate))) sizes.push(candidate);
  }
  return sizes;
}

function coprime(a: number, b: number): boolean {
  let [large, small] = [a, b];
  while (small !== 0) [large, small] = [small, large % small];
  return large === 1;
}

/** The 32-bit hash Java gives a string: the placement is then the same as OpenWhisk's. */
export function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
