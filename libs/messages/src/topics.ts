import type { Acknowledgement } from './acknowledgement';
import type { ActivationMessage } from './activation-message';

/** A named stream of messages of one type. */
export interface Topic<T> {
  readonly name: string;
  /** Carries the message type only; never set. */
  readonly message?: T;
}

/** Work for one invoker. */
export const invokerTopic = (invoker: number): Topic<ActivationMessage> => ({ name: `invoker${invoker}` });

/** Acknowledgements for one controller. */
export const completedTopic = (controller: string): Topic<Acknowledgement> => ({ name: `completed${controller}` });
