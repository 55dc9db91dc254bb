import {
  type Action,
  type Activation,
  type ActivationId,
  type ActivationResponse,
  activationStatus,
  type Clock,
} from '@whisker/entities';
import { isCallersFault } from './callers-fault';
import { composedRecord } from './composed-record';
import {
  ComposedRun,
  failed,
  interrupted,
  type Nesting,
  type Program,
  type RunBegin,
  type Runner,
} from './composed-run';
import type { InvokeCall, InvokeOutcome, InvokeStrategy } from './invoke-call';
import type { RecordKeeper } from './record-keeper';
import type { ResultWait } from './result-wait';

export interface ComposedActionsOptions {
  /** What an action does if it is composed; undefined if it just runs in a container. */
  readonly programOf: (action: Action) => Program | undefined;
  /** Runs what is not composed. */
  readonly containers: InvokeStrategy;
  readonly records: RecordKeeper;
  readonly results: ResultWait;
  readonly newActivationId: () => ActivationId;
  readonly clock: Clock;
  readonly onFault: (fault: unknown, transactionId: string) => void;
}

/** A component is waited for this much longer than its time limit, ms. */
const COMPONENT_ADDON_MS = 60_000;

/**
 * Invokes actions that are made of other actions: sequences and compositions. They run here, in the controller; what
 * they do is told by their program.
 */
export class ComposedActions implements InvokeStrategy, Runner {
  readonly #options: ComposedActionsOptions;

  constructor(options: ComposedActionsOptions) {
    this.#options = options;
  }

  /**
   * The id is told with the stored record, or after the record was promised.
   * @throws kindDeprecated; notAuthorizedFor if the caller may not invoke what the action is known to be made of;
   * unavailable if its record cannot be promised
   */
  async invoke(call: InvokeCall): Promise<InvokeOutcome> {
    const { newActivationId, results, onFault } = this.#options;
    const program = this.#programOf(call);
    await program.admit(call);
    const activationId = newActivationId();
    const run = this.#begin({ call, activationId, nesting: {} });
    if (!call.blocking) await this.#promise(program, run);
    const completed = this.#run(program, run);
    completed.catch((fault: unknown) => onFault(fault, call.transaction.id));
    if (!call.blocking) return { type: 'accepted', activationId };
    const namespace = call.caller.namespace.name;
    const activation = await results.wait({ namespace, activationId, completed, waitMs: call.waitMs });
    if (activation) return { type: 'completed', activation };
    if (!run.recorded) await this.#promise(program, run);
    return { type: 'accepted', activationId };
  }

  /** A composed component has no time limit of its own: all that it invokes has. */
  async runAny(call: InvokeCall, nesting: Nesting): Promise<InvokeOutcome> {
    const { programOf, newActivationId } = this.#options;
    const program = programOf(call.action.action);
    if (!program) return this.runContainer(call);
    const run = this.#begin({ call, activationId: newActivationId(), nesting });
    return { type: 'completed', activation: await this.#run(program, run) };
  }

  runContainer(call: InvokeCall): Promise<InvokeOutcome> {
    const waitMs = call.action.action.limits.timeout + COMPONENT_ADDON_MS;
    return this.#options.containers.invoke({ ...call, blocking: true, waitMs });
  }

  ran(run: ComposedRun, component: ActivationId): void {
    this.#options.records.note(run.activationId, component);
  }

  async #promise({ annotations }: Program, run: ComposedRun): Promise<void> {
    const draft = composedRecord(run, { response: interrupted(), at: run.start, annotations });
    await this.#options.records.promise(run.call, draft);
  }

  #begin(begin: Omit<RunBegin, 'start'>): ComposedRun {
    return new ComposedRun(this, { ...begin, start: this.#options.clock() });
  }

  #programOf({ action: { action } }: InvokeCall): Program {
    const program = this.#options.programOf(action);
    if (!program) throw new TypeError(`${action.exec.kind} is not composed`);
    return program;
  }

  /** Runs a composed action to its end and stores its record. */
  async #run(program: Program, run: ComposedRun): Promise<Activation> {
    const { clock, records } = this.#options;
    const response = await this.#respond(program, run);
    const record = composedRecord(run, { response, at: clock(), annotations: program.annotations });
    await records.keep(run.call, record);
    run.recorded = true;
    return record;
  }

  async #respond(program: Program, run: ComposedRun): Promise<ActivationResponse> {
    try {
      return await program.run(run);
    } catch (fault) {
      if (!isCallersFault(fault)) this.#options.onFault(fault, run.call.transaction.id);
      return failed(activationStatus.internalError, program.failure);
    }
  }
}
