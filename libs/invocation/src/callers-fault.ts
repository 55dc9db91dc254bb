import { WhiskError, type ErrorKind } from '@whisker/entities';

const PLATFORM: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['internal', 'bad-gateway', 'unavailable']);

/** True for a refusal that is the caller's to mend; false for what the platform could not do. */
export function isCallersFault(fault: unknown): fault is WhiskError {
  return WhiskError.is(fault) && !PLATFORM.has(fault.kind);
}
