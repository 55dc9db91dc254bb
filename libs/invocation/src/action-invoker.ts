import type { ActivationStore } from '@whisker/activation-store';
import {
  type Action,
  type ActivationId,
  type Clock,
  newActivationId as randomId,
  type Runtimes,
  type SystemLimits,
  systemTimers,
  type Timers,
} from '@whisker/entities';
import type { Entitlement } from '@whisker/entitlement';
import type { ActionResolver } from '@whisker/management';
import type { ExpectedStreams } from '@whisker/response-streams';
import { type Scheduler } from '@whisker/scheduler';
import { checkFinal } from './arguments';
import { ComposedActions } from './composed-actions';
import type { Program } from './composed-run';
import { Conductors } from './conductors';
import { ContainerActions } from './container-actions';
import type { InvokeCall, InvokeOutcome, InvokeStrategy } from './invoke-call';
import { prepare } from './prepared-action';
import type { OwedRecords } from './owed-records';
import { KEEP_ALL, RecordKeeper, type RecordPolicy } from './record-keeper';
import { ResultWait } from './result-wait';
import { Sequences } from './sequences';
import { DEFAULT_START_WITHIN, type StartWithin } from './start-within';

export interface ActionInvokerOptions {
  /** Finds the components of sequences and compositions. */
  readonly resolver: Pick<ActionResolver, 'resolve'>;
  /** Asked for the components of sequences and compositions. */
  readonly entitlement: Pick<Entitlement, 'checkAll'>;
  readonly scheduler: Pick<Scheduler, 'publish' | 'secure'>;
  readonly activations: Pick<ActivationStore, 'get' | 'store'>;
  /** Holds what is promised to those who invoke sequences and compositions. */
  readonly owed: Pick<OwedRecords, 'owe' | 'note' | 'settle'>;
  /** Tells deprecated kinds. */
  readonly runtimes: Pick<Runtimes, 'find'>;
  readonly limits: SystemLimits;
  /** Where acknowledgements are sent. */
  readonly controllerId: string;
  /** Where the streams of web actions arrive. Absent: none does. */
  readonly streams?: ExpectedStreams;
  /** How long accepted activations may wait for their start. */
  readonly startWithin?: Partial<StartWithin>;
  /** Look for the record in the store while a caller waits, in case its acknowledgement is lost. Default true. */
  readonly pollStore?: boolean;
  /** ms. Default 15 000. */
  readonly pollEveryMs?: number;
  /** Decides on the records of sequences and compositions. Default: all but what namespaces forbid. */
  readonly storePolicy?: RecordPolicy;
  /** Told of faults nobody is waiting for any more. Default: silent. */
  readonly onFault?: (fault: unknown, transactionId: string) => void;
  /** Default: random ids. */
  readonly newActivationId?: () => ActivationId;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: the system's. */
  readonly timers?: Timers;
}

const POLL_EVERY_MS = 15_000;

/** Invokes an action and waits for its result (design section 3, hop 3). */
export class ActionInvoker implements InvokeStrategy {
  readonly #containers: InvokeStrategy;
  readonly #composed: InvokeStrategy;
  readonly #sequences: Program;
  readonly #conductors: Program;

  constructor(options: ActionInvokerOptions) {
    const given = {
      ...options,
      startWithin: { ...DEFAULT_START_WITHIN, ...options.startWithin },
      newActivationId: options.newActivationId ?? randomId,
      clock: options.clock ?? Date.now,
      timers: options.timers ?? systemTimers,
      onFault: options.onFault ?? (() => undefined),
    };
    const pollEveryMs = options.pollStore === false ? Infinity : (options.pollEveryMs ?? POLL_EVERY_MS);
    const results = new ResultWait({ ...given, pollEveryMs });
    const records = new RecordKeeper({ ...given, policy: options.storePolicy ?? KEEP_ALL });
    this.#containers = new ContainerActions({ ...given, results });
    this.#sequences = new Sequences(given);
    this.#conductors = new Conductors(given);
    const programOf = (action: Action) => this.#programOf(action);
    this.#composed = new ComposedActions({ ...given, results, records, containers: this.#containers, programOf });
  }

  /**
   * Invokes an action on behalf of a caller that may do so.
   * @throws parametersNotAllowed, kindDeprecated, requestTooLarge, notAuthorizedFor (components of a sequence),
   * unavailable, and what the bus throws
   */
  async invoke(call: InvokeCall): Promise<InvokeOutcome> {
    const { action } = call.action;
    checkFinal(prepare(action), call.payload);
    return (this.#programOf(action) ? this.#composed : this.#containers).invoke(call);
  }

  #programOf(action: Action): Program | undefined {
    if (action.exec.type === 'sequence') return this.#sequences;
    return prepare(action).isConductor ? this.#conductors : undefined;
  }
}
