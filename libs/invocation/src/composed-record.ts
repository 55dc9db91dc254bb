import {
  printName,
  type Activation,
  type ActivationResponse,
  type Annotation,
  type Annotations,
  type JsonObject,
} from '@whisker/entities';
import type { ComposedRun } from './composed-run';

const BY_SEQUENCE: Annotation = { key: 'causedBy', value: 'sequence' };

/** How a run ended. */
export interface RunEnd {
  readonly response: ActivationResponse;
  /** epoch ms */
  readonly at: number;
  /** Of its kind of program. */
  readonly annotations: Annotations;
}

/** The record of a sequence or composition (spec: rest-api sections 10, 13 and 14). */
export function composedRecord(run: ComposedRun, end: RunEnd): Activation {
  const { caller, action: resolved, cause } = run.call;
  const { name, version } = resolved.action;
  return {
    namespace: caller.namespace.name,
    name: name.name,
    version,
    subject: caller.subject,
    activationId: run.activationId,
    ...(cause !== undefined && { cause }),
    start: run.start,
    end: end.at,
    duration: run.duration,
    response: end.response,
    logs: [...run.components],
    annotations: [...annotationsOf(run), ...end.annotations],
    publish: false,
  };
}

function annotationsOf({ call, start, memoryMb }: ComposedRun): Annotation[] {
  const { action: resolved, cause, transaction } = call;
  const { name, limits } = resolved.action;
  const annotations: Annotation[] = [
    { key: 'topmost', value: cause === undefined },
    { key: 'path', value: printName(name) },
    { key: 'kind', value: 'sequence' },
    { key: 'waitTime', value: Math.max(0, start - transaction.start) },
    { key: 'limits', value: { ...limits, memory: memoryMb === 0 ? limits.memory : memoryMb } as JsonObject },
  ];
  if (cause !== undefined) annotations.push(BY_SEQUENCE);
  if (resolved.binding !== undefined) annotations.push({ key: 'binding', value: resolved.binding });
  return annotations;
}
