import type { ActivationId } from './activation-id';
import type { Json } from './json';
import type { Annotations } from './parameters';
import type { SemVer } from './semver';

/** How a run ended (spec: runtime-contract section 9). The number is stored, the word is shown. */
export const activationStatus = {
  success: 0,
  applicationError: 1,
  developerError: 2,
  internalError: 3,
} as const;

export type StatusCode = (typeof activationStatus)[keyof typeof activationStatus];

const STATUS_WORDS = ['success', 'application error', 'action developer error', 'whisk internal error'] as const;

/** The word clients see for a status code. */
export function statusWord(code: StatusCode): string {
  return STATUS_WORDS[code];
}

export interface ActivationResponse {
  readonly statusCode: StatusCode;
  /** Absent if there is none. */
  readonly result?: Json;
  /** Bytes of the container's raw answer. */
  readonly size?: number;
}

/** The record of one run. */
export interface Activation {
  /** Namespace of the caller, not of the action's owner. */
  readonly namespace: string;
  readonly name: string;
  readonly version: SemVer;
  readonly subject: string;
  readonly activationId: ActivationId;
  /** Id of the enclosing sequence or composition. */
  readonly cause?: ActivationId;
  /** epoch ms */
  readonly start: number;
  /** epoch ms; absent for triggers */
  readonly end?: number;
  /** ms; absent for triggers */
  readonly duration?: number;
  readonly response: ActivationResponse;
  readonly logs: readonly string[];
  readonly annotations: Annotations;
  readonly publish: boolean;
}

/** `{"error": text}` as the response of a run that did not succeed. */
export type FailureCode = Exclude<StatusCode, 0>;
