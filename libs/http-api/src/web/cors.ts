const METHODS = 'OPTIONS, GET, DELETE, POST, PUT, HEAD, PATCH';
const HEADERS = 'Authorization, Origin, X-Requested-With, Content-Type, Accept, User-Agent';

/**
 * The headers that let pages of any origin call a web action, names and values in turn (spec: web-actions section 4).
 * @param asked the request's `Access-Control-Request-Headers`
 */
export function corsHeaders(asked: string | undefined): readonly string[] {
  return [
    'Access-Control-Allow-Origin',
    '*',
    'Access-Control-Allow-Methods',
    METHODS,
    'Access-Control-Allow-Headers',
    asked ?? HEADERS,
  ];
}
