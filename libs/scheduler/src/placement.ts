import type { InvokerSlots } from './invoker-slots';

/** What a policy knows of an activation that is to be placed. */
export interface PlacementRequest {
  /** Name of the calling namespace. */
  readonly namespace: string;
  /** `namespace[/package]/name` of the action, without its version. */
  readonly action: string;
  /** Memory of a container of the action, MB. */
  readonly memoryMb: number;
  /** Activations one container of the action may run at a time. */
  readonly concurrency: number;
  /** Runs an image of the user's own. */
  readonly blackbox: boolean;
}

/** A reservation on an invoker. */
export interface Placement {
  /** Number of the invoker. */
  readonly invoker: number;
  /** The invoker had no memory left and got the activation all the same. */
  readonly forced: boolean;
  /** Gives the reservation back; further calls do nothing. */
  release(): void;
}

/**
 * Decides which invoker runs an activation. A policy keeps nothing of its own: what it reserves stands in the books of
 * the invokers it is given, so that a simulator can run the same class.
 */
export interface PlacementPolicy {
  /**
   * Chooses among `invokers` (ordered by number; those that are away stay in the list, so that positions do not move).
   * @returns undefined if none can be used
   */
  choose(invokers: readonly InvokerSlots[], request: PlacementRequest): Placement | undefined;
}
