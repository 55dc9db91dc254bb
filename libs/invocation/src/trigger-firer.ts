import type { ActivationStore } from '@whisker/activation-store';
import {
  type ActivationId,
  type Clock,
  type Identity,
  isJsonObject,
  Json,
  type JsonObject,
  newActivationId as randomId,
  type QualifiedName,
  refuse,
  type RuleLink,
  systemTimers,
  type Timers,
  toObject,
  type Transaction,
  type Trigger,
  withoutKeys,
} from '@whisker/entities';
import type { EntityStore } from '@whisker/entity-store';
import type { SealedArgument } from '@whisker/messages';
import { inLanes } from './lanes';
import type { OwedRecords } from './owed-records';
import { KEEP_ALL, RecordKeeper, type RecordPolicy, type StoreQuestion } from './record-keeper';
import { RuleInvoker, type RuleInvokerOptions, type RuleOutcome } from './rule-invoker';
import { sealedAmong, sealedArguments } from './sealed-arguments';
import { inactive, interruptedFire, printOutcome, triggerRecord, type Fired } from './trigger-record';

export interface TriggerFirerOptions extends Omit<RuleInvokerOptions, 'onFault'> {
  /** Triggers are looked up in it. */
  readonly entities: Pick<EntityStore, 'get'>;
  readonly activations: Pick<ActivationStore, 'store'>;
  /** Holds what is promised to those who fire. */
  readonly owed: Pick<OwedRecords, 'owe' | 'note' | 'settle'>;
  /** Decides on the records of triggers. Default: all but what namespaces forbid. */
  readonly storePolicy?: RecordPolicy;
  /** Rules of one fire whose actions are invoked at a time. Default 8. */
  readonly width?: number;
  /** Fires that were accepted and have no record yet, at most. Default 1000. */
  readonly maxOpen?: number;
  /** Told of faults; the caller has been answered. Default: silent. */
  readonly onFault?: (fault: unknown, transactionId: string) => void;
  /** Default: random ids. */
  readonly newActivationId?: () => ActivationId;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: the system's. */
  readonly timers?: Timers;
}

/** Asks to fire a trigger. */
export interface FireCall {
  /** May do so; the actions of the rules are invoked on its behalf. */
  readonly caller: Identity;
  readonly trigger: QualifiedName;
  /** An object; absent: nothing was sent. */
  readonly payload: Json | undefined;
  /** Headers of the request by lower-case name, shown to the actions as `__ow_headers`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly transaction: Transaction;
}

const WIDTH = 8;
const MAX_OPEN = 1000;

/**
 * Fires triggers: invokes the action of every active rule, and keeps a record of what came of each
 * (spec: rest-api section 8).
 */
export class TriggerFirer {
  readonly #options: Required<Omit<TriggerFirerOptions, 'storePolicy' | 'timers'>>;
  readonly #rules: RuleInvoker;
  readonly #records: RecordKeeper;
  #open = 0;

  constructor(options: TriggerFirerOptions) {
    const given = {
      ...options,
      width: options.width ?? WIDTH,
      maxOpen: options.maxOpen ?? MAX_OPEN,
      onFault: options.onFault ?? (() => undefined),
      newActivationId: options.newActivationId ?? randomId,
      clock: options.clock ?? Date.now,
      timers: options.timers ?? systemTimers,
    };
    this.#options = given;
    this.#rules = new RuleInvoker(given);
    this.#records = new RecordKeeper({ ...given, policy: options.storePolicy ?? KEEP_ALL });
  }

  /** Fires that were accepted and have no record yet. */
  get open(): number {
    return this.#open;
  }

  /**
   * Accepts a fire; what it sets off goes on afterwards, and shows in its record only.
   * @returns its id; undefined if no rule is active: then there is no record either
   * @throws notFound, otherCollection, corrupt; unavailable if too many fires are open, or if its record cannot be
   * promised
   */
  async fire(call: FireCall): Promise<ActivationId | undefined> {
    const { newActivationId, clock, maxOpen, onFault } = this.#options;
    const trigger = await this.#find(call.trigger);
    if (!linksOf(trigger).some(([, { status }]) => status === 'active')) return undefined;
    if (this.#open >= maxOpen) throw refuse.unavailable();
    const { caller, payload } = call;
    const fired: Fired = { caller, trigger, payload, activationId: newActivationId(), start: clock() };
    this.#open += 1;
    try {
      await this.#records.promise(questionOf(call), interruptedFire(fired));
    } catch (refusal) {
      this.#open -= 1;
      throw refusal;
    }
    this.#carryOut(call, fired)
      .catch((fault: unknown) => onFault(fault, call.transaction.id))
      .finally(() => (this.#open -= 1));
    return fired.activationId;
  }

  async #find(name: QualifiedName): Promise<Trigger> {
    const entity = (await this.#options.entities.get(name))?.entity;
    if (!entity) throw refuse.notFound();
    if (entity.type !== 'trigger') throw refuse.otherCollection();
    return entity;
  }

  /** The record comes last: it tells the ids of all that was invoked. */
  async #carryOut(call: FireCall, fired: Fired): Promise<void> {
    const { caller, transaction } = call;
    const { trigger, activationId } = fired;
    const ruleCall = { caller, transaction, payload: argumentsOf(call, trigger), sealed: sealedOf(call, trigger) };
    const invoke = async ([rule, link]: [string, RuleLink]): Promise<string> => {
      const active = link.status === 'active';
      const outcome: RuleOutcome = active ? await this.#rules.invoke(link.action, ruleCall) : inactive(rule, link);
      const line = printOutcome(rule, link, outcome);
      this.#records.note(activationId, line);
      return line;
    };
    const logs = await inLanes(linksOf(trigger), this.#options.width, invoke);
    await this.#records.keep(questionOf(call), triggerRecord(fired, logs));
  }
}

function questionOf({ caller, transaction }: FireCall): StoreQuestion {
  return { caller, transaction, blocking: false };
}

function linksOf({ rules }: Trigger): [string, RuleLink][] {
  return Object.entries(rules ?? {});
}

function sealedOf({ payload }: FireCall, { name, parameters }: Trigger): readonly SealedArgument[] {
  const sealed = withoutKeys(sealedAmong(parameters), ['__ow_headers']);
  return sealedArguments(sealed, { namespaceOf: () => name.namespace, replacedBy: payload });
}

/** Parameters of the trigger, headers, payload: what comes later wins. */
function argumentsOf({ headers, payload }: FireCall, { parameters }: Trigger): Json {
  const fired: JsonObject = isJsonObject(payload?.value) ? payload.value : {};
  return Json.of({ ...toObject(parameters), __ow_headers: { ...headers }, ...fired });
}
