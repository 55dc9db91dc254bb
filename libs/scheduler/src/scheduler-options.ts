import type { Activation, Clock, Timers } from '@whisker/entities';
import type { Membership } from '@whisker/membership';
import type { MessageBus } from '@whisker/message-bus';
import type { PlacementPolicy } from './placement';

export interface SchedulerOptions {
  readonly bus: MessageBus;
  readonly membership: Membership;
  readonly policy: PlacementPolicy;
  /** Acknowledgements come to this controller's topic. */
  readonly controllerId: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: the system's. */
  readonly timers?: Timers;
  readonly limits?: Partial<SchedulerLimits>;
}

export interface SchedulerLimits {
  /** Activations in flight per invoker, at most. Default 20 000. */
  readonly inFlightPerInvoker: number;
  /** Acknowledgements handled at a time. Default 1024. */
  readonly acknowledgements: number;
  /** An activation counts as lost this many times the action's time limit, and {@link lostAddonMs}, after it was sent. Default 2. */
  readonly lostFactor: number;
  /** ms. Default 60 000. */
  readonly lostAddonMs: number;
  /** Lost activations are looked for this often, ms. Default 1000. */
  readonly sweepMs: number;
}

/** What holds unless told otherwise. */
export const DEFAULT_LIMITS: SchedulerLimits = {
  inFlightPerInvoker: 20_000,
  acknowledgements: 1024,
  lostFactor: 2,
  lostAddonMs: 60_000,
  sweepMs: 1000,
};

/** What the scheduler must know of the action, besides its message. */
export interface PublishRequest {
  /** MB */
  readonly memoryMb: number;
  /** Time limit of /init and of /run, ms. */
  readonly timeoutMs: number;
  /** Activations per container. */
  readonly concurrency: number;
  readonly blackbox: boolean;
}

/** A message that is on its way. */
export interface Published {
  /**
   * Blocking calls only. Resolves with the record as soon as the invoker answered, or with undefined if the record was
   * too large for the bus and is to be read from the store.
   * Rejects with `internal` if no answer came by the deadline, with `unavailable` if the scheduler was closed.
   */
  readonly completed?: Promise<Activation | undefined>;
}

/** Counts since the start. */
export interface SchedulerCounts {
  readonly published: number;
  /** Refused: no invoker could be used. */
  readonly refused: number;
  /** Placed on an invoker without free memory. */
  readonly overloaded: number;
  readonly completed: number;
  /** Given up at their deadline. */
  readonly forced: number;
  /** Acknowledged after that, or twice. */
  readonly late: number;
}

/** One invoker as this controller sees it. */
export interface InvokerView {
  readonly number: number;
  readonly alive: boolean;
  readonly inFlight: number;
  readonly freeMb: number;
}
