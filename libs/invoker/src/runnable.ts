import type { CallOptions, ContainerSpec } from '@whisker/container-pool';
import {
  isTruthy,
  printName,
  refuse,
  valueOf,
  type Action,
  type Annotation,
  type Identity,
  type JsonObject,
  type RunnableAction,
  type RunnableExec,
  type SystemLimits,
  type WhiskError,
} from '@whisker/entities';
import type { Revision } from '@whisker/entity-store';

const MB = 1024 * 1024;

/** An action with everything a run needs that is the same for all runs of this revision. */
export interface Runnable {
  readonly action: RunnableAction;
  readonly revision: Revision;
  /** As the pool tells actions apart. */
  readonly poolAction: { readonly name: string; readonly revision: Revision };
  readonly spec: ContainerSpec;
  /** `/namespace[/package]/name`, for the action itself. */
  readonly printedName: string;
  readonly wantsApiKey: boolean;
  readonly call: CallOptions;
  /** Largest log, bytes. */
  readonly logBytes: number;
  /** Its runtime marks the end of an activation's logs. */
  readonly marksLogs: boolean;
  /** Annotations every record of it has. */
  readonly path: Annotation;
  readonly kind: Annotation;
  readonly limits: Annotation;
  /** Why it must not run, if so: the platform's limits were lowered since it was stored. */
  readonly overLimit: string | undefined;
}

/** Prepares an action for its runs. */
export function makeRunnable(action: RunnableAction, revision: Revision, limits: SystemLimits): Runnable {
  const name = printName(action.name);
  const { exec } = action;
  return {
    action,
    revision,
    poolAction: { name, revision },
    spec: specOf(exec, action),
    printedName: `/${name}`,
    wantsApiKey: wantsApiKey(action),
    call: { timeout: action.limits.timeout, maxBytes: limits.payload, truncation: limits.truncation },
    logBytes: action.limits.logs * MB,
    marksLogs: exec.type === 'code' && action.limits.concurrency === 1,
    path: { key: 'path', value: name },
    kind: { key: 'kind', value: exec.kind },
    limits: { key: 'limits', value: { ...action.limits } as JsonObject },
    overLimit: overLimit(action, limits)?.message.replace(/^requirement failed: /, ''),
  };
}

function specOf(exec: RunnableExec, { limits }: Action): ContainerSpec {
  const { memory: memoryMb, concurrency } = limits;
  const { kind } = exec;
  return exec.type === 'blackbox'
    ? { kind, image: exec.image, memoryMb, concurrency }
    : { kind, memoryMb, concurrency };
}

/** Absent counts as set: actions from before this annotation rely on the key. */
function wantsApiKey({ annotations }: Action): boolean {
  const value = valueOf(annotations, 'provide-api-key');
  return value === undefined || isTruthy(value);
}

function overLimit({ limits: own }: Action, system: SystemLimits): WhiskError | undefined {
  if (own.memory > system.memory.max) return refuse.memoryOverLimit(own.memory, system.memory.max);
  if (own.timeout > system.timeout.max) return refuse.timeoutOverLimit(own.timeout, system.timeout.max);
  if (own.logs > system.logs.max) return refuse.logsOverLimit(own.logs, system.logs.max);
  if (own.concurrency > system.concurrency.max)
    return refuse.concurrencyOverLimit(own.concurrency, system.concurrency.max);
  return undefined;
}

/** Limits of a call on behalf of `caller`: a namespace may have smaller ones than the platform. */
export function callOptionsFor({ call }: Runnable, { limits }: Identity): CallOptions {
  const { maxPayloadSize, truncationSize } = limits;
  if (maxPayloadSize === undefined && truncationSize === undefined) return call;
  return {
    timeout: call.timeout,
    maxBytes: Math.min(call.maxBytes, maxPayloadSize ?? Infinity),
    truncation: Math.min(call.truncation, truncationSize ?? Infinity),
  };
}
