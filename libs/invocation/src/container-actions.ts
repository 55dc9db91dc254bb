import { type ActivationId, type Clock, isRunnable, type Runtimes, type SystemLimits } from '@whisker/entities';
import type { ActivationMessage, SealedArgument } from '@whisker/messages';
import type { ExpectedStreams } from '@whisker/response-streams';
import type { PublishRequest, Scheduler } from '@whisker/scheduler';
import { checkSize, mergeArguments } from './arguments';
import { checkKind } from './deprecated-kinds';
import type { InvokeCall, InvokeOutcome, InvokeStrategy } from './invoke-call';
import { prepare, type PreparedAction } from './prepared-action';
import type { ResultWait } from './result-wait';
import { sealedArguments } from './sealed-arguments';
import type { StartWithin } from './start-within';

export interface ContainerActionsOptions {
  readonly scheduler: Pick<Scheduler, 'publish' | 'secure'>;
  readonly runtimes: Pick<Runtimes, 'find'>;
  readonly limits: SystemLimits;
  readonly controllerId: string;
  readonly startWithin: StartWithin;
  readonly newActivationId: () => ActivationId;
  readonly clock: Clock;
  readonly results: ResultWait;
  /** Absent: no answer is a stream. */
  readonly streams?: ExpectedStreams;
}

type Content = ActivationMessage['content'];

/** Invokes actions that run in a container: one message to an invoker. */
export class ContainerActions implements InvokeStrategy {
  readonly #options: ContainerActionsOptions;

  constructor(options: ContainerActionsOptions) {
    this.#options = options;
  }

  /** @throws kindDeprecated, requestTooLarge, unavailable, and what the bus throws */
  async invoke(call: InvokeCall): Promise<InvokeOutcome> {
    const { action } = call.action;
    if (!isRunnable(action)) throw new TypeError(`${action.exec.kind} has no container`);
    checkKind(this.#options.runtimes, action);
    const prepared = prepare(action);
    const content = mergeArguments(prepared, call.payload);
    // A payload from outside was measured when it was received.
    if (content !== call.payload || call.cause !== undefined) checkSize(content, this.#options.limits.payload);
    const message = this.#message(call, prepared, content);
    const { memory: memoryMb, timeout: timeoutMs, concurrency } = action.limits;
    const blackbox = action.exec.type === 'blackbox';
    return this.#run(call, message, { memoryMb, timeoutMs, concurrency, blackbox });
  }

  async #run(call: InvokeCall, message: ActivationMessage, request: PublishRequest): Promise<InvokeOutcome> {
    const { scheduler, results, streams } = this.#options;
    const { activationId } = message;
    const forget = message.stream && call.onStream && streams?.expect(activationId, call.onStream);
    try {
      const { completed } = await scheduler.publish(message, request);
      if (!completed) return { type: 'accepted', activationId };
      const namespace = call.caller.namespace.name;
      const activation = await results.wait({ namespace, activationId, completed, waitMs: call.waitMs });
      if (activation) return { type: 'completed', activation };
      await scheduler.secure();
      return { type: 'accepted', activationId };
    } finally {
      forget?.();
    }
  }

  #message(call: InvokeCall, prepared: PreparedAction, content: Content): ActivationMessage {
    const { controllerId: controller, newActivationId, startWithin, clock } = this.#options;
    const { caller, transaction, blocking, cause, action: resolved } = call;
    const { name, version } = resolved.action;
    const { revision, binding } = resolved;
    const sealed = sealedOf(call, prepared);
    const message: ActivationMessage = {
      transaction,
      activationId: newActivationId(),
      action: binding === undefined ? { name, version, revision } : { name, version, revision, binding },
      caller,
      controller,
      blocking,
      content,
      ...(sealed.length > 0 && { sealed }),
      initParameters: prepared.initParameters,
      startBy: clock() + (blocking ? startWithin.blocking : startWithin.nonBlocking),
    };
    if (cause !== undefined) return { ...message, cause };
    return this.#options.streams && call.onStream ? { ...message, stream: true } : message;
  }
}

function sealedOf({ action: { action, origins }, payload, sealed = NONE }: InvokeCall, prepared: PreparedAction) {
  const namespaceOf = (key: string): string => origins?.get(key) ?? action.name.namespace;
  const own = sealedArguments(prepared.sealed, { namespaceOf, replacedBy: payload });
  return own.length === 0 ? sealed : [...own, ...sealed];
}

const NONE: readonly SealedArgument[] = [];
