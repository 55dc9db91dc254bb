import type { Activation, ActivationId, Identity, Json, Transaction } from '@whisker/entities';
import type { ResolvedAction } from '@whisker/management';
import type { SealedArgument } from '@whisker/messages';
import type { IncomingStream } from '@whisker/response-streams';

/** Asks to run an action. */
export interface InvokeCall {
  readonly caller: Identity;
  readonly action: ResolvedAction;
  /** Arguments of this call; absent: none. An array replaces all parameters. */
  readonly payload: Json | undefined;
  /** Parts of the payload that are stored parameters, of a trigger. What a caller sends is never among them. */
  readonly sealed?: readonly SealedArgument[];
  readonly blocking: boolean;
  /** How long a blocking call waits for the result, ms. */
  readonly waitMs: number;
  readonly transaction: Transaction;
  /** Id of the enclosing sequence or composition. */
  readonly cause?: ActivationId;
  /**
   * Takes a stream for an answer: told, before the call is over, if the action answers with one. It has to read the body
   * or to destroy it. Composed actions never stream.
   */
  readonly onStream?: (stream: IncomingStream) => void;
}

/** `accepted`: not waited for, or not ended while it was; its record will tell. */
export type InvokeOutcome =
  | { readonly type: 'accepted'; readonly activationId: ActivationId }
  | { readonly type: 'completed'; readonly activation: Activation };

/** Runs actions of some type of exec. */
export interface InvokeStrategy {
  invoke(call: InvokeCall): Promise<InvokeOutcome>;
}
