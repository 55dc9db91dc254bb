import type { Activation, ActivationId } from '@whisker/entities';

/**
 * Tells the controller how an activation ended. `record` is absent when it was too large for the bus: it is then read
 * from the store.
 */
export interface Acknowledgement {
  readonly activationId: ActivationId;
  readonly invoker: number;
  /** The platform failed, not the function. */
  readonly systemError: boolean;
  /** The result: there for a blocking call as soon as the function answered. */
  readonly record?: Activation;
  /** The invoker's slot is free again. A result may come in an earlier acknowledgement of its own. */
  readonly slotFree: boolean;
}
