import { refuse, WhiskError } from '@whisker/entities';

/** CouchDB understood a request and did not do it: a conflict, nothing of the name, something malformed. */
export class CouchRefusal extends Error {
  readonly status: number;
  /** CouchDB's word: `conflict`, `not_found`, `file_exists`, … */
  readonly word: string;

  constructor(request: string, status: number, { word, reason }: { readonly word: string; readonly reason: string }) {
    super(`CouchDB refused ${request}: ${status} ${word}: ${reason}`);
    this.name = 'CouchRefusal';
    this.status = status;
    this.word = word;
  }
}

/**
 * Why the database cannot be used. `away`: no connection, or an answer that tells of a failure inside. `late`: no answer
 * in time. `busy`: this process has too many requests under way.
 */
export type CouchFault = 'away' | 'late' | 'credentials' | 'database-missing' | 'busy';

/**
 * The database cannot be used now. To a caller of the platform it is the catalogued `unavailable`; what is wrong and what
 * to do is in `detail`, for operators.
 */
export class CouchUnavailable extends WhiskError {
  readonly fault: CouchFault;
  readonly detail: string;

  constructor(fault: CouchFault, detail: string) {
    super('unavailable', refuse.unavailable().message);
    this.fault = fault;
    this.detail = detail;
    this.cause = new Error(detail);
  }
}

/** True if CouchDB answered with the status. */
export function isRefusal(error: unknown, status: number): boolean {
  return error instanceof CouchRefusal && error.status === status;
}

export function isMissingDatabase(error: unknown): boolean {
  return error instanceof CouchUnavailable && error.fault === 'database-missing';
}
