import type { StartKind } from '@whisker/container-pool';
import { type Activation, type Annotation, printName } from '@whisker/entities';
import type { ActivationMessage } from '@whisker/messages';
import type { Outcome } from './classify';
import { NO_LOGS } from './log-collection';
import type { RunTimings } from './run-observer';
import type { Runnable } from './runnable';

/** What a record is made of besides its message. The content of the message is not: it is not journalled. */
export type RecordSource = Omit<ActivationMessage, 'content'>;

/** A run, or an attempt that did not get a container. */
export interface Ran {
  readonly runnable: Runnable;
  readonly outcome: Outcome;
  /** Start of /init or else of /run, epoch ms. */
  readonly start: number;
  /** epoch ms */
  readonly end: number;
  /** Absent if there was no /init. */
  readonly initMs: number | undefined;
  /** Absent if there was no /run. */
  readonly runMs: number | undefined;
  /** Absent if there was no container. */
  readonly startKind: StartKind | undefined;
  readonly containerMs: number;
  readonly logs: readonly string[];
  /** It stands in the journal. */
  readonly journalled: boolean;
  /** Its caller has been told the result. */
  readonly told: boolean;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const TIMED_OUT: Annotation = { key: 'timeout', value: true };
const IN_TIME: Annotation = { key: 'timeout', value: false };
const BY_SEQUENCE: Annotation = { key: 'causedBy', value: 'sequence' };
const UNKNOWN_KIND: Annotation = { key: 'kind', value: 'unknown' };

/** The record of a run (spec: rest-api section 10). */
export function runRecord(source: RecordSource, ran: Ran, timingAnnotations: boolean): Activation {
  const record = frame(source, ran.runnable.action.version, ran.outcome);
  record.start = ran.start;
  record.end = ran.end;
  record.duration = ran.end - ran.start;
  record.logs = ran.logs;
  record.annotations = annotationsOf(source, ran, timingAnnotations);
  return record;
}

/** The record of an activation whose action was not even known to the invoker. */
export function fallbackRecord(source: RecordSource, outcome: Outcome, at: number): Activation {
  const record = frame(source, source.action.version, outcome);
  record.start = at;
  record.end = at;
  const annotations: Annotation[] = [{ key: 'path', value: printName(source.action.name) }, UNKNOWN_KIND];
  if (source.cause !== undefined) annotations.push(BY_SEQUENCE);
  record.annotations = annotations;
  return record;
}

/** Where the time of a run went; undefined if there was none. */
export function timingsOf(source: RecordSource, ran: Ran): RunTimings | undefined {
  if (ran.startKind === undefined) return undefined;
  const timings: Writable<RunTimings> = {
    startKind: ran.startKind,
    queueMs: Math.max(0, waitTime(source, ran) - ran.containerMs),
    containerMs: ran.containerMs,
  };
  if (ran.initMs !== undefined) timings.initMs = ran.initMs;
  if (ran.runMs !== undefined) timings.runMs = ran.runMs;
  return timings;
}

/** What all records have; the rest has the values of one that took no time. */
function frame(source: RecordSource, version: string, { status, result, size }: Outcome): Writable<Activation> {
  const { caller, action, cause } = source;
  const record: Writable<Activation> = {
    namespace: caller.namespace.name,
    name: action.name.name,
    version,
    subject: caller.subject,
    activationId: source.activationId,
    start: 0,
    end: 0,
    duration: 0,
    response: size === undefined ? { statusCode: status, result } : { statusCode: status, result, size },
    logs: NO_LOGS,
    annotations: [],
    publish: false,
  };
  if (cause !== undefined) record.cause = cause;
  return record;
}

function annotationsOf(source: RecordSource, ran: Ran, timing: boolean): Annotation[] {
  const { runnable, outcome, initMs } = ran;
  const annotations = [
    runnable.path,
    { key: 'waitTime', value: waitTime(source, ran) },
    runnable.kind,
    outcome.timedOut ? TIMED_OUT : IN_TIME,
    runnable.limits,
  ];
  if (initMs !== undefined) annotations.push({ key: 'initTime', value: Math.round(initMs) });
  if (source.cause !== undefined) annotations.push(BY_SEQUENCE);
  if (source.action.binding !== undefined) annotations.push({ key: 'binding', value: source.action.binding });
  if (timing) annotations.push(...timingAnnotationsOf(source, ran));
  return annotations;
}

function timingAnnotationsOf(source: RecordSource, ran: Ran): Annotation[] {
  const timings = timingsOf(source, ran);
  if (!timings) return [];
  const { startKind, queueMs, containerMs, runMs } = timings;
  const annotations: Annotation[] = [
    { key: 'startKind', value: startKind },
    { key: 'queueTime', value: Math.round(queueMs) },
    { key: 'containerTime', value: Math.round(containerMs) },
  ];
  if (runMs !== undefined) annotations.push({ key: 'runTime', value: Math.round(runMs) });
  return annotations;
}

/** From the receipt of the request to the start of the run; clocks of two machines may disagree. */
function waitTime({ transaction }: RecordSource, { start }: Ran): number {
  return Math.max(0, start - transaction.start);
}
