import { ContainerError, PoolRefusal, type RuntimeAnswer } from '@whisker/container-pool';
import { activationStatus, isJsonObject, Json, type JsonValue, type StatusCode } from '@whisker/entities';
import { failureTexts as texts } from './failure-texts';

/** How an activation ended. */
export interface Outcome {
  readonly status: StatusCode;
  readonly result: Json;
  /** Bytes of the container's answer; absent if there was none. */
  readonly size: number | undefined;
  /** A time limit was exceeded. */
  readonly timedOut: boolean;
  /** The container may run another activation; `once-ended`: if its logs show that this one has ended. */
  readonly reusable: boolean | 'once-ended';
  /** The runtime answered, so the end marks of the logs can be waited for. */
  readonly answered: boolean;
}

/** What the platform does next; `place-again`: the container is shutting down and did nothing. */
export type InitVerdict = Outcome | 'ready' | 'place-again';
export type RunVerdict = Outcome | 'place-again';

/** Limits of a call that failures tell of. */
export interface CallLimits {
  /** ms */
  readonly timeout: number;
  readonly maxBytes: number;
}

/**
 * What a runtime that ends during /init counts as. `time-limit`: as OpenWhisk with its default client, which tries to
 * reach it again until the time is over. `exited`: what happened.
 */
export type InitExit = 'time-limit' | 'exited';

const OK = 200;
const NO_CONTENT = 204;
const SHUTTING_DOWN = 503;

/** An answer to /init (spec: runtime-contract section 1). */
export function classifyInit(answer: RuntimeAnswer, limits: CallLimits, exit: InitExit): InitVerdict {
  if (answer.type === 'not-run') return 'place-again';
  if (answer.type === 'timed-out') return timedOut(texts.initTimedOut(limits.timeout));
  if (answer.type === 'disconnected') {
    if (answer.outOfMemory) return died(texts.outOfMemory);
    return exit === 'exited' ? died(texts.initExited) : timedOut(texts.initTimedOut(limits.timeout));
  }
  if (answer.status === OK) return 'ready';
  if (answer.status === SHUTTING_DOWN) return 'place-again';
  if (answer.type === 'too-large') {
    return rejected(texts.tooLarge(answer.size, limits.maxBytes, answer.body), answer.size);
  }
  return rejected(errorIn(answer.body) ?? texts.initFailed(answer.body), answer.size);
}

/** An answer to /run (spec: runtime-contract section 1). */
export function classifyRun(answer: RuntimeAnswer, limits: CallLimits): RunVerdict {
  if (answer.type === 'not-run') return 'place-again';
  if (answer.type === 'timed-out') return timedOut(texts.runTimedOut(limits.timeout));
  if (answer.type === 'disconnected') return died(answer.outOfMemory ? texts.outOfMemory : texts.runExited);
  if (answer.status === SHUTTING_DOWN) return 'place-again';
  const { status, body, size } = answer;
  if (answer.type === 'too-large') {
    return { ...applicationError(texts.tooLarge(size, limits.maxBytes, body), size), reusable: status === OK };
  }
  if (body === '' || status === NO_CONTENT) return died(texts.runExited);
  if (status !== OK) return rejected(errorIn(body) ?? texts.runInvalid(body), size);
  return classifyResult(body, size);
}

/** No container could be had. */
export function classifyProvisionFault(fault: unknown): Outcome {
  if (fault instanceof PoolRefusal) return internalError(refusalText(fault));
  if (fault instanceof ContainerError && fault.fault === 'user') return died(fault.message);
  return internalError(texts.notProvisioned);
}

/** The platform failed with a container while the action ran in it. */
export function classifyRunFault(fault: unknown): Outcome {
  if (fault instanceof ContainerError && fault.fault === 'user') return died(fault.message);
  return internalError(texts.runExited);
}

/** The platform failed. */
export function internalError(text: string): Outcome {
  return failure(activationStatus.internalError, text);
}

/** The function failed before it could run. */
export function refusedRun(text: string): Outcome {
  return failure(activationStatus.applicationError, text);
}

function classifyResult(body: string, size: number): Outcome {
  const result = parse(body);
  const value = result?.value;
  if (result === undefined || value === null || typeof value !== 'object')
    return rejected(texts.runInvalid(body), size);
  // What stands beside `error` is dropped.
  if (!Array.isArray(value) && Object.hasOwn(value, 'error'))
    return applicationError(value['error'] as JsonValue, size);
  return { status: activationStatus.success, result, size, timedOut: false, reusable: true, answered: true };
}

function refusalText({ reason, message }: PoolRefusal): string {
  if (reason === 'queue-full') return texts.invokerFull;
  if (reason === 'deadline') return texts.noneFree;
  if (reason === 'draining') return texts.invokerStopping;
  return message;
}

/** JSON with its text as it came, so that numbers keep their form; undefined if it is none. */
function parse(body: string): Json | undefined {
  try {
    return Json.parse(startsBlank(body) ? body.trim() : body);
  } catch {
    return undefined;
  }
}

const SPACE = 0x20;

/** Others tell arrays from objects by the first character. */
const startsBlank = (body: string) => body.charCodeAt(0) <= SPACE;

/** The value of `error` if the body is a JSON object that has one. */
function errorIn(body: string): JsonValue | undefined {
  const value = parse(body)?.value;
  return isJsonObject(value) && Object.hasOwn(value, 'error') ? value['error'] : undefined;
}

function applicationError(error: JsonValue, size: number): Outcome {
  const result = Json.of({ error });
  return { status: activationStatus.applicationError, result, size, timedOut: false, reusable: true, answered: true };
}

/** The runtime answered with a failure of its own. */
function rejected(error: JsonValue, size: number): Outcome {
  const result = Json.of({ error });
  return { status: activationStatus.developerError, result, size, timedOut: false, reusable: false, answered: true };
}

/** The runtime gave no answer. */
function died(text: string): Outcome {
  return failure(activationStatus.developerError, text);
}

function timedOut(text: string): Outcome {
  return { ...died(text), timedOut: true };
}

function failure(status: StatusCode, error: string): Outcome {
  return { status, result: Json.of({ error }), size: undefined, timedOut: false, reusable: false, answered: false };
}
