import type { CallOptions, ContainerShare, ContainerSpec } from '@whisker/container-pool';
import {
  effectiveLimits,
  isTruthy,
  limitExceeded,
  parseDuration,
  printName,
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
/** How much longer containers are kept warm if a namespace only tells how many. */
const DEFAULT_KEEPING_MS = 600_000;

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
  /**
   * It may be answered with a stream. Its runs stand in no line: streams come on connections of their own, and nothing
   * should wait behind one.
   */
  readonly streams: boolean;
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
    streams: valueOf(action.annotations, 'web-stream') === true,
    call: { timeout: action.limits.timeout, maxBytes: limits.payload, truncation: limits.truncation },
    logBytes: action.limits.logs * MB,
    marksLogs: exec.type === 'code' && action.limits.concurrency === 1,
    path: { key: 'path', value: name },
    kind: { key: 'kind', value: exec.kind },
    limits: { key: 'limits', value: { ...action.limits } as JsonObject },
    overLimit: textOf(limitExceeded(action.limits, limits)),
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

/**
 * Why it must not run for `caller`, if so: the caller's namespace has smaller limits than the platform, and the action is
 * older than they are, or another namespace's.
 */
export function overLimitFor({ action }: Runnable, caller: Identity, system: SystemLimits): string | undefined {
  const { maxActionMemory, maxActionLogs, maxActionTimeout, maxActionConcurrency } = caller.limits;
  if ((maxActionMemory ?? maxActionLogs ?? maxActionTimeout ?? maxActionConcurrency) === undefined) return undefined;
  return textOf(limitExceeded(action.limits, effectiveLimits(system, caller.limits)));
}

/** Records tell of limits without the words that refusals of requests begin with. */
function textOf(fault: WhiskError | undefined): string | undefined {
  return fault?.message.replace(/^requirement failed: /, '');
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

const NO_SHARE: ContainerShare = {};

/** What the caller's namespace and the action say about the number of containers and how long idle ones are kept. */
export function containerShareOf({ action }: Runnable, { limits }: Identity): ContainerShare {
  const { maxActionInstances, warmedContainerKeepingCount: count, warmedContainerKeepingTimeout } = limits;
  const { instances } = action.limits;
  if ((maxActionInstances ?? instances ?? count) === undefined) return NO_SHARE;
  const most = Math.min(maxActionInstances ?? Infinity, instances ?? Infinity);
  const ms = parseDuration(warmedContainerKeepingTimeout ?? '') ?? DEFAULT_KEEPING_MS;
  return {
    ...(most !== Infinity && { maxContainers: Math.max(1, most) }),
    ...(count !== undefined && { keepWarm: { count, ms } }),
  };
}
