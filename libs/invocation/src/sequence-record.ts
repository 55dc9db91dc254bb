import {
  printName,
  type Activation,
  type ActivationId,
  type ActivationResponse,
  type Annotation,
  type JsonObject,
} from '@whisker/entities';
import type { InvokeCall } from './invoke-call';

/** What a sequence has gathered while its components ran. */
export interface SequenceProgress {
  readonly activationId: ActivationId;
  /** epoch ms */
  readonly start: number;
  /** Ids of the components invoked directly, in order. */
  readonly components: ActivationId[];
  /** Sum of theirs, ms. */
  duration: number;
  /** Largest of theirs, MB; 0 if none ran. */
  memoryMb: number;
}

const BY_SEQUENCE: Annotation = { key: 'causedBy', value: 'sequence' };

/** The record of a sequence (spec: rest-api sections 10 and 13). */
export function sequenceRecord(
  call: InvokeCall,
  progress: SequenceProgress,
  end: { response: ActivationResponse; at: number },
): Activation {
  const { caller, action: resolved, cause } = call;
  const { name, version } = resolved.action;
  return {
    namespace: caller.namespace.name,
    name: name.name,
    version,
    subject: caller.subject,
    activationId: progress.activationId,
    ...(cause !== undefined && { cause }),
    start: progress.start,
    end: end.at,
    duration: progress.duration,
    response: end.response,
    logs: progress.components,
    annotations: annotationsOf(call, progress),
    publish: false,
  };
}

function annotationsOf(
  { action: resolved, cause, transaction }: InvokeCall,
  { start, memoryMb }: SequenceProgress,
): Annotation[] {
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
