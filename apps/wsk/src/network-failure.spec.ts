import { exitCodes } from './failure';
import { networkFailure } from './network-failure';

const ORIGIN = 'https://example.org';

function raised(code: string, message = ''): Error {
  return Object.assign(new Error(message), { code });
}

it.each([
  [raised('ECONNREFUSED'), 'nothing listens there'],
  [new AggregateError([raised('ECONNREFUSED'), raised('ENETUNREACH')]), 'nothing listens there'],
  [raised('ENOTFOUND'), 'the name of the host is unknown'],
  [raised('UND_ERR_CONNECT_TIMEOUT'), 'no connection in time'],
  [raised('UND_ERR_HEADERS_TIMEOUT'), 'no answer in time'],
  [raised('UND_ERR_SOCKET', 'other side closed'), 'the server closed the connection'],
  [
    raised('DEPTH_ZERO_SELF_SIGNED_CERT'),
    'the certificate of the server is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT); -i accepts it',
  ],
  [
    raised('ERR_TLS_CERT_ALTNAME_INVALID'),
    'the certificate of the server is not trusted (ERR_TLS_CERT_ALTNAME_INVALID); -i accepts it',
  ],
  [new DOMException('timed out', 'TimeoutError'), 'no answer in time'],
  [new Error('something else'), 'something else'],
])('%p has the reason %p', (error, reason) => {
  const failure = networkFailure(error, ORIGIN);
  expect(failure.message).toBe(`The connection to ${ORIGIN} failed: ${reason}.`);
  expect(failure.exitCode).toBe(exitCodes.network);
});
