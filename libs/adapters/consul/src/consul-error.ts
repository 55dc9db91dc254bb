/** Why Consul did not do what it was asked. */
export type ConsulFault =
  /** No answer, or one of a Consul that has no leader: it may come back. */
  | 'away'
  /** The token lacks the right. */
  | 'forbidden'
  /** It answered that it cannot. */
  | 'refused';

/** Consul did not do what it was asked. The message names it, what was asked and what to do. */
export class ConsulError extends Error {
  readonly fault: ConsulFault;
  /** HTTP status, where it answered. */
  readonly status: number | undefined;

  constructor(message: string, details: { fault: ConsulFault; status?: number | undefined; cause?: unknown }) {
    super(message, { cause: details.cause });
    this.name = 'ConsulError';
    this.fault = details.fault;
    this.status = details.status;
  }
}

/** What the client library throws. */
interface ClientFailure {
  readonly message: string;
  /** What it failed of, where no answer came. */
  readonly cause?: unknown;
  readonly code?: string;
  readonly response?: { readonly statusCode: number; readonly body?: unknown };
}

const ADVICE: Readonly<Record<ConsulFault, string>> = {
  away: ' See that its agent runs there and has a leader.',
  forbidden: ' Give a token that may.',
  refused: '',
};

/** The error of a failed request; `doing` completes "could not …". */
export function consulErrorOf(cause: unknown, url: string, doing: string): ConsulError {
  if (cause instanceof ConsulError) return cause;
  const failure = cause as ClientFailure;
  const status = failure.response?.statusCode;
  const words = wordsOf(failure);
  const fault = faultOf(status, words);
  const message = `Consul at ${url} could not ${doing}: ${words}.${ADVICE[fault]}`;
  return new ConsulError(message, { fault, status, cause });
}

function wordsOf({ message, code, cause, response }: ClientFailure): string {
  const body = response?.body;
  // The client keeps short answers only.
  if (typeof body === 'string' || Buffer.isBuffer(body)) return String(body).trim().slice(0, 300) || message;
  return code ?? (cause as ClientFailure | undefined)?.code ?? message;
}

/** An agent answers 500 to nearly everything it cannot do; without the servers it can do nothing. */
function faultOf(status: number | undefined, words: string): ConsulFault {
  if (status === undefined || /no cluster leader|no known consul servers|rpc error/i.test(words)) return 'away';
  if (status === 403) return 'forbidden';
  return status === 429 || status > 500 ? 'away' : 'refused';
}
