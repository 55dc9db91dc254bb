import {
  activationStatus,
  Json,
  WhiskError,
  type ActivationResponse,
  type QualifiedName,
  type SequenceExec,
  type SystemLimits,
} from '@whisker/entities';
import type { Entitlement } from '@whisker/entitlement';
import type { ActionResolver, ResolvedAction } from '@whisker/management';
import { failed, hasError, type ComposedRun, type Program, type SequenceBudget } from './composed-run';
import type { InvokeCall } from './invoke-call';

export interface SequencesOptions {
  readonly resolver: Pick<ActionResolver, 'resolve'>;
  readonly entitlement: Pick<Entitlement, 'checkAll'>;
  readonly limits: Pick<SystemLimits, 'sequenceLength'>;
}

const TEXTS = {
  tooLong: 'Too many actions in the sequence.',
  componentMissing: 'Sequence component does not exist.',
  componentTimeout: 'Timeout reached when retrieving activation ID for sequence component.',
} as const;

/**
 * What a sequence does: its components one after the other, each with the result of the one before
 * (spec: rest-api section 13). It hands none of its own parameters on.
 */
export class Sequences implements Program {
  readonly failure = 'Sequence failed.';
  readonly annotations = [];
  readonly #options: SequencesOptions;

  constructor(options: SequencesOptions) {
    this.#options = options;
  }

  /** @throws notAuthorizedFor if the caller may not invoke a component */
  async admit({ caller, action }: InvokeCall): Promise<void> {
    const resources = componentsOf(action).map((name) => ({ collection: 'actions' as const, ...name }));
    await this.#options.entitlement.checkAll(caller, 'ACTIVATE', resources);
  }

  async run(run: ComposedRun): Promise<ActivationResponse> {
    const budget = run.nesting.sequence ?? { actions: this.#options.limits.sequenceLength };
    let payload = run.call.payload;
    let response: ActivationResponse = { statusCode: activationStatus.success, result: payload ?? Json.emptyObject };
    for (const name of componentsOf(run.call.action)) {
      response = await this.#runComponent(run, name, { payload, budget });
      if (hasError(response)) return response;
      payload = response.result;
    }
    return response;
  }

  async #runComponent(run: ComposedRun, name: QualifiedName, { payload, budget }: Step): Promise<ActivationResponse> {
    const action = await this.#find(name);
    if (!action) return failed(activationStatus.applicationError, TEXTS.componentMissing);
    if (action.action.exec.type !== 'sequence') {
      if (budget.actions === 0) return failed(activationStatus.applicationError, TEXTS.tooLong);
      budget.actions -= 1;
    }
    const response = await run.component(action, payload, { ...run.nesting, sequence: budget });
    return response ?? failed(activationStatus.internalError, TEXTS.componentTimeout);
  }

  /** @returns undefined if the action is gone */
  async #find(name: QualifiedName): Promise<ResolvedAction | undefined> {
    try {
      return await this.#options.resolver.resolve(name);
    } catch (fault) {
      if (WhiskError.is(fault) && fault.kind === 'not-found') return undefined;
      throw fault;
    }
  }
}

interface Step {
  readonly payload: Json | undefined;
  readonly budget: SequenceBudget;
}

function componentsOf({ action }: ResolvedAction): readonly QualifiedName[] {
  return (action.exec as SequenceExec).components;
}
