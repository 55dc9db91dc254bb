import {
  activationStatus,
  isJsonObject,
  Json,
  WhiskError,
  type Activation,
  type ActivationId,
  type ActivationResponse,
  type FailureCode,
  type QualifiedName,
  type SequenceExec,
  type SystemLimits,
} from '@whisker/entities';
import type { Entitlement } from '@whisker/entitlement';
import type { ActionResolver, ResolvedAction } from '@whisker/management';
import type { Clock } from '@whisker/scheduler';
import { mergeArguments } from './arguments';
import type { InvokeCall, InvokeOutcome, InvokeStrategy } from './invoke-call';
import { prepare } from './prepared-action';
import type { RecordKeeper } from './record-keeper';
import type { ResultWait } from './result-wait';
import { sequenceRecord, type SequenceProgress } from './sequence-record';

export interface SequencesOptions {
  readonly resolver: Pick<ActionResolver, 'resolve'>;
  readonly entitlement: Pick<Entitlement, 'checkAll'>;
  /** Runs the components that are no sequences. */
  readonly components: InvokeStrategy;
  readonly records: RecordKeeper;
  readonly limits: SystemLimits;
  readonly newActivationId: () => ActivationId;
  readonly clock: Clock;
  readonly results: ResultWait;
  readonly onFault: (fault: unknown, transactionId: string) => void;
}

/** A component is waited for this much longer than its time limit, ms. */
const COMPONENT_ADDON_MS = 60_000;

const TEXTS = {
  tooLong: 'Too many actions in the sequence.',
  componentMissing: 'Sequence component does not exist.',
  componentTimeout: 'Timeout reached when retrieving activation ID for sequence component.',
  failed: 'Sequence failed.',
} as const;

/** Actions that are no sequences and may still run; shared by a sequence and all that are nested in it. */
interface Budget {
  left: number;
}

/**
 * Invokes sequences: their components one after the other, each with the result of the one before
 * (spec: rest-api section 13). The sequence itself runs here, in the controller.
 */
export class Sequences implements InvokeStrategy {
  readonly #options: SequencesOptions;

  constructor(options: SequencesOptions) {
    this.#options = options;
  }

  /** @throws parametersNotAllowed, notAuthorizedFor if the caller may not invoke a component */
  async invoke(call: InvokeCall): Promise<InvokeOutcome> {
    const { newActivationId, limits, results, onFault } = this.#options;
    // A sequence hands none of its parameters on; but a final one is not for callers to name.
    mergeArguments(prepare(call.action.action), call.payload);
    await this.#authorise(call);
    const activationId = newActivationId();
    const run = this.#run(call, activationId, { left: limits.sequenceLength });
    run.catch((fault: unknown) => onFault(fault, call.transaction.id));
    if (!call.blocking) return { type: 'accepted', activationId };
    const namespace = call.caller.namespace.name;
    const activation = await results.wait({ namespace, activationId, completed: run, waitMs: call.waitMs });
    return activation ? { type: 'completed', activation } : { type: 'accepted', activationId };
  }

  async #authorise({ caller, action }: InvokeCall): Promise<void> {
    const resources = componentsOf(action).map((name) => ({ collection: 'actions' as const, ...name }));
    await this.#options.entitlement.checkAll(caller, 'ACTIVATE', resources);
  }

  /** Runs a sequence to its end and stores its record. */
  async #run(call: InvokeCall, activationId: ActivationId, budget: Budget): Promise<Activation> {
    const { clock, records } = this.#options;
    const progress: SequenceProgress = { activationId, start: clock(), components: [], duration: 0, memoryMb: 0 };
    const response = await this.#runComponents(call, progress, budget);
    const record = sequenceRecord(call, progress, { response, at: clock() });
    await records.keep(call, record);
    return record;
  }

  async #runComponents(call: InvokeCall, progress: SequenceProgress, budget: Budget): Promise<ActivationResponse> {
    let payload = call.payload;
    let response: ActivationResponse = { statusCode: activationStatus.success, result: payload ?? Json.emptyObject };
    for (const name of componentsOf(call.action)) {
      try {
        response = await this.#runComponent({ ...call, payload, cause: progress.activationId }, name, {
          progress,
          budget,
        });
      } catch (fault) {
        this.#options.onFault(fault, call.transaction.id);
        return failed(activationStatus.internalError, TEXTS.failed);
      }
      if (hasError(response)) return response;
      payload = response.result;
    }
    return response;
  }

  async #runComponent(call: InvokeCall, name: QualifiedName, { progress, budget }: Step): Promise<ActivationResponse> {
    const action = await this.#resolve(name);
    if (!action) return failed(activationStatus.applicationError, TEXTS.componentMissing);
    if (action.action.exec.type === 'sequence') {
      const activationId = this.#options.newActivationId();
      return account(progress, await this.#run({ ...call, action }, activationId, budget));
    }
    if (budget.left === 0) return failed(activationStatus.applicationError, TEXTS.tooLong);
    budget.left -= 1;
    const waitMs = action.action.limits.timeout + COMPONENT_ADDON_MS;
    const outcome = await this.#options.components.invoke({ ...call, action, blocking: true, waitMs });
    if (outcome.type === 'completed') return account(progress, outcome.activation);
    progress.components.push(outcome.activationId);
    return failed(activationStatus.internalError, TEXTS.componentTimeout);
  }

  /** @returns undefined if the action is gone */
  async #resolve(name: QualifiedName): Promise<ResolvedAction | undefined> {
    try {
      return await this.#options.resolver.resolve(name);
    } catch (fault) {
      if (WhiskError.is(fault) && fault.kind === 'not-found') return undefined;
      throw fault;
    }
  }
}

interface Step {
  readonly progress: SequenceProgress;
  readonly budget: Budget;
}

function componentsOf({ action }: ResolvedAction): readonly QualifiedName[] {
  return (action.exec as SequenceExec).components;
}

/** Adds a component's record to the account of its sequence. */
function account(
  progress: SequenceProgress,
  { activationId, duration = 0, response, annotations }: Activation,
): ActivationResponse {
  progress.components.push(activationId);
  progress.duration += duration;
  const limits = annotations.find(({ key }) => key === 'limits')?.value;
  if (isJsonObject(limits) && typeof limits['memory'] === 'number') {
    progress.memoryMb = Math.max(progress.memoryMb, limits['memory']);
  }
  return response;
}

/** A composition may succeed with a result that tells of an error: a sequence stops at it all the same. */
function hasError({ statusCode, result }: ActivationResponse): boolean {
  return (
    statusCode !== activationStatus.success || (isJsonObject(result?.value) && Object.hasOwn(result.value, 'error'))
  );
}

function failed(statusCode: FailureCode, error: string): ActivationResponse {
  return { statusCode, result: Json.of({ error }) };
}
