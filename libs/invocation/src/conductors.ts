import { activationStatus, Json, type ActivationResponse, type Runtimes, type SystemLimits } from '@whisker/entities';
import { failed, hasError, type ComposedRun, type CompositionBudget, type Program } from './composed-run';
import { readAnswer, toldConductor, type ConductorAnswer } from './conductor-answer';
import { ConductorComponents, type ConductorComponentsOptions } from './conductor-components';
import { checkKind } from './deprecated-kinds';
import type { InvokeCall } from './invoke-call';

export interface ConductorsOptions extends ConductorComponentsOptions {
  readonly limits: Pick<SystemLimits, 'sequenceLength'>;
  readonly runtimes: Pick<Runtimes, 'find'>;
}

const TEXTS = {
  tooLong: 'Too many actions in the composition.',
  timeout: 'Timeout reached when retrieving activation ID during composition.',
} as const;

/**
 * What an action with the annotation `conductor` does: it runs, says which action is to run next, and is told the result
 * of that, until it asks for none (spec: rest-api section 14). Errors of the actions are told to the conductor; only its
 * own end the composition.
 */
export class Conductors implements Program {
  readonly failure = 'Activation failure during composition.';
  readonly annotations = [{ key: 'conductor', value: true }];
  readonly #options: ConductorsOptions;
  readonly #components: ConductorComponents;

  constructor(options: ConductorsOptions) {
    this.#options = options;
    this.#components = new ConductorComponents(options);
  }

  /** What a conductor will ask for is not known before it does; each action is checked then. @throws kindDeprecated */
  async admit({ action }: InvokeCall): Promise<void> {
    checkKind(this.#options.runtimes, action.action);
  }

  async run(run: ComposedRun): Promise<ActivationResponse> {
    const { sequenceLength } = this.#options.limits;
    const budget = run.nesting.composition ?? { components: sequenceLength, conductors: 2 * sequenceLength + 1 };
    let payload = run.call.payload;
    while (budget.conductors > 0) {
      budget.conductors -= 1;
      const response = await run.self(payload);
      if (!response) return timeout();
      const { statusCode, result = Json.emptyObject } = response;
      if (hasError(response)) return { statusCode, result };
      const answer = readAnswer(result);
      if (answer.type === 'end') return { statusCode, result: answer.result };
      const outcome = await this.#runNext(run, answer, budget);
      if (!outcome) return timeout();
      payload = toldConductor(outcome, answer.state);
    }
    return failed(activationStatus.applicationError, TEXTS.tooLong);
  }

  /** @returns the result to be told to the conductor; undefined if there was none in time */
  async #runNext(run: ComposedRun, { action, params }: Next, budget: CompositionBudget): Promise<Json | undefined> {
    const found = await this.#components.find(action, run.call.caller);
    if ('refusal' in found) return Json.of({ error: found.refusal });
    if (budget.components === 0) return Json.of({ error: TEXTS.tooLong });
    budget.components -= 1;
    const response = await run.component(found.action, params, { composition: budget });
    return response && (response.result ?? Json.emptyObject);
  }
}

type Next = Extract<ConductorAnswer, { type: 'next' }>;

function timeout(): ActivationResponse {
  return failed(activationStatus.internalError, TEXTS.timeout);
}
