import {
  payloadLimit,
  refuse,
  WhiskError,
  type ActivationId,
  type Identity,
  type Json,
  type QualifiedName,
  type SystemLimits,
  type Transaction,
} from '@whisker/entities';
import type { ConcurrencyThrottle, Entitlement, RateThrottle } from '@whisker/entitlement';
import type { ActionResolver } from '@whisker/management';
import { isCallersFault } from './callers-fault';
import type { SealedArgument } from '@whisker/messages';
import type { InvokeStrategy } from './invoke-call';

export interface RuleInvokerOptions {
  /** Rights of the firing identity. */
  readonly entitlement: Pick<Entitlement, 'check'>;
  readonly rate: Pick<RateThrottle, 'checkInvocation'>;
  readonly concurrency: Pick<ConcurrencyThrottle, 'check'>;
  readonly resolver: Pick<ActionResolver, 'resolve'>;
  readonly invoker: InvokeStrategy;
  readonly limits: Pick<SystemLimits, 'payload'>;
  /** Told of faults that callers are not to see. */
  readonly onFault: (fault: unknown, transactionId: string) => void;
}

/** What the actions of all rules of one fire have in common. */
export interface RuleCall {
  /** Who fires. */
  readonly caller: Identity;
  readonly payload: Json;
  /** Parts of the payload that are stored parameters of the trigger. */
  readonly sealed: readonly SealedArgument[];
  readonly transaction: Transaction;
}

/** What came of a rule; `error` is what a caller is told. */
export type RuleOutcome =
  | { readonly type: 'invoked'; readonly activationId: ActivationId }
  | { readonly type: 'refused'; readonly error: string }
  | { readonly type: 'failed'; readonly error: string };

/** Invokes the actions of rules, each as if the firing identity had asked for it. */
export class RuleInvoker {
  readonly #options: RuleInvokerOptions;

  constructor(options: RuleInvokerOptions) {
    this.#options = options;
  }

  /** Never rejects; does not wait for the result. */
  async invoke(action: QualifiedName, call: RuleCall): Promise<RuleOutcome> {
    try {
      return { type: 'invoked', activationId: await this.#invoke(action, call) };
    } catch (fault) {
      if (isCallersFault(fault)) return { type: 'refused', error: fault.message };
      if (WhiskError.is(fault)) return { type: 'failed', error: fault.message };
      this.#options.onFault(fault, call.transaction.id);
      return { type: 'failed', error: refuse.internal().message };
    }
  }

  /** In the order of an invocation over HTTP: throttles, rights, size, existence. */
  async #invoke(name: QualifiedName, { caller, payload, sealed, transaction }: RuleCall): Promise<ActivationId> {
    const { rate, concurrency, entitlement, resolver, invoker } = this.#options;
    rate.checkInvocation(caller);
    concurrency.check(caller);
    await entitlement.check(caller, 'ACTIVATE', { collection: 'actions', ...name });
    this.#checkSize(payload, caller);
    const action = await resolver.resolve(name);
    const call = { caller, action, payload, sealed, blocking: false, waitMs: 0, transaction };
    const outcome = await invoker.invoke(call);
    return outcome.type === 'accepted' ? outcome.activationId : outcome.activation.activationId;
  }

  #checkSize({ text }: Json, caller: Identity): void {
    const limit = payloadLimit(this.#options.limits, caller.limits);
    const size = Buffer.byteLength(text);
    if (size > limit) throw refuse.sizeExceeded('Request', size, limit);
  }
}
