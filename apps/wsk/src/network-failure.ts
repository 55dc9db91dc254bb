import { exitCodes, ExchangeFailure } from './failure';

/** Reasons by the code of the error that Node or undici raises. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the server closed the connection',
  UND_ERR_SOCKET: 'the server closed the connection',
  ENOTFOUND: 'the name of the host is unknown',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'no connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half-way',
};

/** Codes of an answer that TLS does not trust. */
const untrusted = /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|ERR_TLS_CERT)/;

/** The failure of a request that got no answer. */
export function networkFailure(error: unknown, origin: string): ExchangeFailure {
  return new ExchangeFailure(`The connection to ${origin} failed: ${reasonOf(error)}.`, exitCodes.network);
}

function reasonOf(error: unknown): string {
  // A host with several addresses fails with all their errors at once; the first tells enough.
  const cause = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const { code, name, message } = cause as { code?: string; name?: string; message?: string };
  if (name === 'TimeoutError') return 'no answer in time';
  if (code && untrusted.test(code)) return `the certificate of the server is not trusted (${code}); -i accepts it`;
  return (code && reasons[code]) || message || String(cause);
}
