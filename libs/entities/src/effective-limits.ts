import { refuse, type WhiskError } from './errors';
import type { ActionLimits, NamespaceLimits, Range, SystemLimits } from './limits';

/** The limits that hold in one namespace (spec: limits section 4, rest-api section 11). */
export interface EffectiveLimits {
  /** ms */
  readonly timeout: Range;
  /** MB */
  readonly memory: Range;
  /** MB */
  readonly logs: Range;
  readonly concurrency: Range;
  /** Largest `instances` of an action. */
  readonly instances: number;
  /** Bytes of an action's code. */
  readonly exec: number;
  /** Bytes of an entity's parameters, and of its annotations. */
  readonly parameters: number;
  /** Bytes of an invocation's payload, and of a result. */
  readonly payload: number;
  /** Bytes kept of a result that is too large. */
  readonly truncation: number;
  readonly invocationsPerMinute: number;
  readonly concurrentInvocations: number;
  readonly firesPerMinute: number;
}

/**
 * A namespace's own limits over the system's. Ranges and sizes cannot leave the system's; rates and concurrency can,
 * for the system only has a default for them.
 */
export function effectiveLimits(system: SystemLimits, own: NamespaceLimits): EffectiveLimits {
  const concurrentInvocations = own.concurrentInvocations ?? system.concurrentInvocations;
  return {
    timeout: narrow(system.timeout, own.minActionTimeout, own.maxActionTimeout),
    memory: narrow(system.memory, own.minActionMemory, own.maxActionMemory),
    logs: narrow(system.logs, own.minActionLogs, own.maxActionLogs),
    concurrency: narrow(system.concurrency, own.minActionConcurrency, own.maxActionConcurrency),
    instances: own.maxActionInstances ?? concurrentInvocations,
    exec: system.exec,
    parameters: atMost(system.parameters, own.maxParameterSize),
    payload: atMost(system.payload, own.maxPayloadSize),
    truncation: atMost(system.truncation, own.truncationSize),
    invocationsPerMinute: own.invocationsPerMinute ?? system.invocationsPerMinute,
    concurrentInvocations,
    firesPerMinute: own.firesPerMinute ?? system.firesPerMinute,
  };
}

/** Bytes of a payload, and of a result, in a namespace: {@link effectiveLimits} for the path of every invocation. */
export function payloadLimit(system: Pick<SystemLimits, 'payload'>, own: NamespaceLimits): number {
  return atMost(system.payload, own.maxPayloadSize);
}

/**
 * Why an action must not run in a namespace though it is stored: limits were lowered since, or it was written in a
 * namespace that has higher ones. In the order of {@link resolveLimits}, memory first.
 */
export function limitExceeded(
  limits: ActionLimits,
  { memory, logs, timeout, concurrency }: Pick<EffectiveLimits, 'memory' | 'logs' | 'timeout' | 'concurrency'>,
): WhiskError | undefined {
  if (limits.memory > memory.max) return refuse.memoryOverLimit(limits.memory, memory.max);
  if (limits.logs > logs.max) return refuse.logsOverLimit(limits.logs, logs.max);
  if (limits.timeout > timeout.max) return refuse.timeoutOverLimit(limits.timeout, timeout.max);
  if (limits.concurrency > concurrency.max) return refuse.concurrencyOverLimit(limits.concurrency, concurrency.max);
  return undefined;
}

/** The part of a range that is left; its default moves with it, so that an action without limits can be made. */
function narrow(system: Range, min = system.min, max = system.max): Range {
  const low = clamp(min, system.min, system.max);
  const high = clamp(max, low, system.max);
  return { min: low, std: clamp(system.std, low, high), max: high };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}

function atMost(system: number, own = system): number {
  return Math.min(own, system);
}

/**
 * The limits of an action: given ones over `base` (those of the action that is replaced) over the defaults, in range.
 * @throws memoryOverLimit and its like, in the order memory, logs, timeout, concurrency, instances
 */
export function resolveLimits(
  given: Partial<ActionLimits>,
  base: ActionLimits | undefined,
  bounds: EffectiveLimits,
): ActionLimits {
  const { timeout, memory, logs, concurrency } = bounds;
  const defaults = { timeout: timeout.std, memory: memory.std, logs: logs.std, concurrency: concurrency.std };
  const limits: ActionLimits = { ...defaults, ...base, ...given };
  checkRange(limits.memory, memory, { under: refuse.memoryUnderLimit, over: refuse.memoryOverLimit });
  checkRange(limits.logs, logs, { under: refuse.logsUnderLimit, over: refuse.logsOverLimit });
  checkRange(limits.timeout, timeout, { under: refuse.timeoutUnderLimit, over: refuse.timeoutOverLimit });
  checkRange(limits.concurrency, concurrency, {
    under: refuse.concurrencyUnderLimit,
    over: refuse.concurrencyOverLimit,
  });
  if (limits.instances !== undefined && limits.instances > bounds.instances)
    throw refuse.instancesOverLimit(bounds.instances);
  return limits;
}

type Refusal = (value: number, bound: number) => Error;

function checkRange(
  value: number,
  { min, max }: Range,
  refusals: { readonly under: Refusal; readonly over: Refusal },
): void {
  if (value > max) throw refusals.over(value, max);
  if (value < min) throw refusals.under(value, min);
}
