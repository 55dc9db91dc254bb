import {
  activationStatus,
  isJsonObject,
  Json,
  type Activation,
  type ActivationId,
  type ActivationResponse,
  type Annotations,
  type FailureCode,
} from '@whisker/entities';
import type { ResolvedAction } from '@whisker/management';
import type { InvokeCall, InvokeOutcome } from './invoke-call';

/** Actions that may still run in a sequence and in those nested in it; a composition among them counts as one. */
export interface SequenceBudget {
  actions: number;
}

/** What may still run in a composition and in those nested in it, at whatever depth. */
export interface CompositionBudget {
  components: number;
  conductors: number;
}

/** What a run has to share with those around it; an absent part begins anew. */
export interface Nesting {
  readonly sequence?: SequenceBudget;
  readonly composition?: CompositionBudget;
}

/** What a composed action does: invokes actions until it has a response. It never waits for a caller. */
export interface Program {
  /** Text of the response if the platform fails. */
  readonly failure: string;
  /** Stand in the record besides those that all composed actions have. */
  readonly annotations: Annotations;
  /** Before a call is accepted. @throws the refusals that its caller is to see instead of a record */
  admit(call: InvokeCall): Promise<void>;
  run(run: ComposedRun): Promise<ActivationResponse>;
}

/** Runs actions to their end, or until they have had their time. */
export interface Runner {
  /** An action of any type. */
  runAny(call: InvokeCall, nesting: Nesting): Promise<InvokeOutcome>;
  /** The container of an action, whatever its annotations say. */
  runContainer(call: InvokeCall): Promise<InvokeOutcome>;
  /** Told of each component that ended, or had its time. */
  ran(run: ComposedRun, component: ActivationId): void;
}

/** Whose run it is. */
export interface RunBegin {
  readonly call: InvokeCall;
  readonly activationId: ActivationId;
  /** epoch ms */
  readonly start: number;
  readonly nesting: Nesting;
}

/** One run of a composed action: what it invokes is caused by it and put to its account. */
export class ComposedRun {
  readonly call: InvokeCall;
  readonly activationId: ActivationId;
  /** epoch ms */
  readonly start: number;
  readonly nesting: Nesting;
  readonly #runner: Runner;
  readonly #components: ActivationId[] = [];
  /** Its record is stored, or was given up. */
  recorded = false;
  #duration = 0;
  #memoryMb = 0;

  constructor(runner: Runner, { call, activationId, start, nesting }: RunBegin) {
    this.#runner = runner;
    this.call = call;
    this.activationId = activationId;
    this.start = start;
    this.nesting = nesting;
  }

  /** Ids of what was invoked directly, in order. */
  get components(): readonly ActivationId[] {
    return this.#components;
  }

  /** Sum of the components' own, ms. */
  get duration(): number {
    return this.#duration;
  }

  /** Largest of the components' own, MB; 0 if none ran. */
  get memoryMb(): number {
    return this.#memoryMb;
  }

  /** Runs a component. @returns its response; undefined if it had none in time */
  async component(
    action: ResolvedAction,
    payload: Json | undefined,
    nesting: Nesting,
  ): Promise<ActivationResponse | undefined> {
    return this.#account(await this.#runner.runAny(this.#callOf(action, payload), nesting));
  }

  /** Runs the container of the very action. @returns its response; undefined if it had none in time */
  async self(payload: Json | undefined): Promise<ActivationResponse | undefined> {
    return this.#account(await this.#runner.runContainer(this.#callOf(this.call.action, payload)));
  }

  /** Only what the call itself brought along may hold stored parameters; results hold none. */
  #callOf(action: ResolvedAction, payload: Json | undefined): InvokeCall {
    const { sealed, ...call } = this.call;
    const component = { ...call, action, payload, cause: this.activationId };
    return sealed && payload === call.payload ? { ...component, sealed } : component;
  }

  #account(outcome: InvokeOutcome): ActivationResponse | undefined {
    const activationId = outcome.type === 'accepted' ? outcome.activationId : outcome.activation.activationId;
    this.#components.push(activationId);
    this.#runner.ran(this, activationId);
    if (outcome.type === 'accepted') return undefined;
    const { duration = 0, response } = outcome.activation;
    this.#duration += duration;
    this.#memoryMb = Math.max(this.#memoryMb, memoryOf(outcome.activation));
    return response;
  }
}

function memoryOf({ annotations }: Activation): number {
  const limits = annotations.find(({ key }) => key === 'limits')?.value;
  return isJsonObject(limits) && typeof limits['memory'] === 'number' ? limits['memory'] : 0;
}

/** A composition may succeed with a result that tells of an error: whoever invoked it takes it for one all the same. */
export function hasError({ statusCode, result }: ActivationResponse): boolean {
  return (
    statusCode !== activationStatus.success || (isJsonObject(result?.value) && Object.hasOwn(result.value, 'error'))
  );
}

/** The response of a run that ends by `error`. */
export function failed(statusCode: FailureCode, error: string): ActivationResponse {
  return { statusCode, result: Json.of({ error }) };
}

/** The response of what ran in a controller when that died. */
export function interrupted(): ActivationResponse {
  return failed(activationStatus.internalError, 'The platform stopped before the activation ended.');
}
