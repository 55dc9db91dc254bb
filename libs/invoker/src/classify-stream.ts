import type { StreamedAnswer, StreamEnd } from '@whisker/container-pool';
import {
  activationStatus,
  isJsonObject,
  Json,
  type JsonObject,
  type JsonValue,
  type StatusCode,
} from '@whisker/entities';
import type { Outcome } from './classify';
import { failureTexts as texts } from './failure-texts';

/** Limits that failures tell of. */
export interface StreamLimits {
  /** ms */
  readonly timeout: number;
  readonly maxStreamBytes: number;
}

interface Verdict {
  readonly status: StatusCode;
  readonly error?: string;
  readonly reusable: Outcome['reusable'];
}

const OK = 200;

/** A streamed answer. The record has a summary for a result: what was sent is not kept. */
export function classifyStream({ head, bytes, end }: StreamedAnswer, limits: StreamLimits): Outcome {
  const statusCode = statusCodeIn(head);
  // Not from a runtime of ours: nobody was told anything.
  if (statusCode === undefined) return unreadable(head, bytes);
  const { status, error, reusable } = verdictOn(end, limits);
  const streamed = { statusCode, bytes, end: end.type };
  const result: JsonObject = error === undefined ? { streamed } : { error, streamed };
  const answered = end.type !== 'timed-out' && end.type !== 'disconnected';
  return { status, result: Json.of(result), size: bytes, timedOut: end.type === 'timed-out', reusable, answered };
}

function verdictOn(end: StreamEnd, { timeout, maxStreamBytes }: StreamLimits): Verdict {
  const { success, applicationError, developerError } = activationStatus;
  switch (end.type) {
    case 'complete':
      return { status: success, reusable: true };
    // Whoever listens for events goes away when they have heard enough.
    case 'abandoned':
      return { status: success, reusable: 'once-ended' };
    case 'failed':
      return { status: applicationError, error: end.error, reusable: true };
    case 'too-large':
      return { status: applicationError, error: texts.streamTooLarge(maxStreamBytes), reusable: 'once-ended' };
    case 'timed-out':
      return { status: developerError, error: texts.runTimedOut(timeout), reusable: false };
    case 'disconnected':
      return { status: developerError, error: end.outOfMemory ? texts.outOfMemory : texts.runExited, reusable: false };
  }
}

function unreadable(head: string, size: number): Outcome {
  const result = Json.of({ error: texts.runInvalid(head) });
  return { status: activationStatus.developerError, result, size, timedOut: false, reusable: false, answered: true };
}

/** @returns undefined if the head is no object of JSON */
function statusCodeIn(head: string): JsonValue | undefined {
  try {
    const { value } = Json.parse(head);
    return isJsonObject(value) ? (value['statusCode'] ?? OK) : undefined;
  } catch {
    return undefined;
  }
}
