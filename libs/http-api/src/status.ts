import type { ErrorKind } from '@whisker/entities';

/** The HTTP status of each kind of refusal. */
export const statusOf: Readonly<Record<ErrorKind, number>> = {
  accepted: 202,
  'bad-request': 400,
  unauthenticated: 401,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  conflict: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  unprocessable: 422,
  throttled: 429,
  internal: 500,
  'bad-gateway': 502,
  unavailable: 503,
};
