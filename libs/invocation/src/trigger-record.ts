import {
  activationStatus,
  Json,
  printName,
  type Activation,
  type ActivationId,
  type Identity,
  type RuleLink,
  type Trigger,
} from '@whisker/entities';
import { interrupted } from './composed-run';
import type { RuleOutcome } from './rule-invoker';

/** What a fire came to. */
export interface Fired {
  readonly caller: Identity;
  readonly trigger: Trigger;
  readonly activationId: ActivationId;
  /** epoch ms */
  readonly start: number;
  readonly payload: Json | undefined;
}

/**
 * The record of a fire: it has no end, and its result is what was fired (spec: rest-api section 8).
 * @param logs what came of each linked rule, as {@link printOutcome} prints it
 */
export function triggerRecord(fired: Fired, logs: readonly string[]): Activation {
  const { caller, trigger, activationId, start, payload } = fired;
  return {
    namespace: caller.namespace.name,
    name: trigger.name.name,
    version: trigger.version,
    subject: caller.subject,
    activationId,
    start,
    response: { statusCode: activationStatus.success, result: payload ?? Json.emptyObject },
    logs,
    annotations: [],
    publish: false,
  };
}

/** The record of a fire whose controller died. */
export function interruptedFire(fired: Fired): Activation {
  return { ...triggerRecord(fired, []), response: interrupted() };
}

/** The status code of a rule by what came of it. */
const STATUS = {
  invoked: activationStatus.success,
  refused: activationStatus.applicationError,
  failed: activationStatus.internalError,
} as const;

/** One log line of a fire, JSON. */
export function printOutcome(rule: string, { action }: RuleLink, outcome: RuleOutcome): string {
  const end = outcome.type === 'invoked' ? { activationId: outcome.activationId } : { error: outcome.error };
  const statusCode = STATUS[outcome.type];
  return JSON.stringify({ rule, action: printName(action), statusCode, success: outcome.type === 'invoked', ...end });
}

/** What came of a rule that is switched off. */
export function inactive(rule: string, { action }: RuleLink): RuleOutcome {
  return {
    type: 'refused',
    error: `Rule '${rule}' is inactive, action '${printName(action)}' was not activated.`,
  };
}
