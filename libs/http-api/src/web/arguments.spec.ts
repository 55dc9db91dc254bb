import type { JsonValue } from '@whisker/entities';
import { readArguments, type WebRequest } from './arguments';

const ask = (members: Partial<Omit<WebRequest, 'body'>> & { body?: string | Buffer } = {}): WebRequest => ({
  method: 'POST',
  rawHeaders: [],
  contentType: undefined,
  search: '',
  rest: '',
  user: undefined,
  ...members,
  body: Buffer.from(members.body ?? ''),
});
type Rules = Parameters<typeof readArguments>[1];
const plain: Rules = { raw: false, finalParameters: [] };
const raw: Rules = { raw: true, finalParameters: [] };
/** What the arguments hold besides method, headers and path. */
const given = (request: WebRequest, rules = plain) => {
  const { __ow_method, __ow_headers, __ow_path, ...others } = readArguments(request, rules);
  return others;
};
const MALFORMED = 'The request content was malformed:\n';
const NOT_ALLOWED = 'Request defines parameters that are not allowed (e.g., reserved properties).';

describe('the arguments of every web request', () => {
  it('tell of the request {web-actions.5.1, web-actions.5.2, web-actions.5.3, web-actions.5.4}', () => {
    const request = ask({ method: 'PATCH', rest: '/a/b%20c', rawHeaders: ['Host', 'x', 'X-Own', 'é'], user: 'guest' });
    expect(readArguments(request, plain)).toEqual({
      __ow_method: 'patch',
      __ow_headers: { host: 'x', 'x-own': 'é' },
      __ow_path: '/a/b%20c',
      __ow_user: 'guest',
    });
    expect(readArguments(ask(), plain)).not.toHaveProperty('__ow_user');
  });

  it.each<[string, readonly string[], string | undefined, string, object]>([
    ['the last of a repeated header', ['X-A', '1', 'x-a', '2'], undefined, '', { 'x-a': '2' }],
    ['nothing of framing and logging', ['Content-Length', '1', 'X-OW-EXTRA-LOGGING', 'on'], undefined, '', {}],
    ['a header of any name', ['__proto__', 'x'], undefined, '', JSON.parse('{"__proto__":"x"}')],
    ['JSON without its charset', [], 'application/json; charset=utf-8', '{}', { 'content-type': 'application/json' }],
    ['the charset in capitals', [], 'text/a;charset=utf-8', 'x', { 'content-type': 'text/a; charset=UTF-8' }],
    ['the boundary', [], 'multipart/form-data; boundary=b', 'x', { 'content-type': 'multipart/form-data; boundary=b' }],
    ['the type of no body', [], 'application/json', '', { 'content-type': 'application/json' }],
    ['octets for an unreadable type', [], 'nonsense', 'x', { 'content-type': 'application/octet-stream' }],
    ['octets for no type', [], undefined, 'x', { 'content-type': 'application/octet-stream' }],
    ['no type for no body', [], undefined, '', {}],
    ['no unreadable type for no body', [], 'nonsense', '', {}],
  ])('show %s {web-actions.5.2}', (_, rawHeaders, contentType, body, shown) => {
    const { __ow_headers } = readArguments(ask({ rawHeaders, contentType, body }), plain);
    expect(JSON.stringify(__ow_headers)).toBe(JSON.stringify(shown));
  });
});

describe('promoted bodies', () => {
  it.each<[string | undefined, string | Buffer, JsonValue]>([
    [undefined, '', {}],
    ['application/json', '', {}],
    ['application/x-www-form-urlencoded', '', {}],
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/vnd.x+json', '{"a":1}', { a: 1 }],
    ['application/json; charset=utf-8', '{"a":"é"}', { a: 'é' }],
    ['application/json', '[1,2]', { __ow_body: [1, 2] }],
    ['application/json', '5', { __ow_body: 5 }],
    ['application/json', '"x"', { __ow_body: 'x' }],
    ['application/json', 'null', { __ow_body: null }],
    ['application/json', 'false', { __ow_body: false }],
    ['application/x-www-form-urlencoded', 'a=1&a=2&b=x%20y&c', { a: '2', b: 'x y', c: '' }],
    ['text/plain', 'hello ☃', { __ow_body: 'hello ☃' }],
    ['text/plain; charset=iso-8859-1', Buffer.from([0xe9]), { __ow_body: 'é' }],
    ['text/html', '<p/>', { __ow_body: '<p/>' }],
    ['application/xml', '<a/>', { __ow_body: '<a/>' }],
    ['application/octet-stream', 'bytes', { __ow_body: 'Ynl0ZXM=' }],
    ['image/png', 'bytes', { __ow_body: 'Ynl0ZXM=' }],
    ['multipart/form-data; boundary=b', '--b--\r\n', { __ow_body: 'LS1iLS0NCg==' }],
    ['application/custom', 'x', { __ow_body: 'eA==' }],
    ['nonsense', 'x', { __ow_body: 'eA==' }],
    [undefined, '{"a":1}', { __ow_body: 'eyJhIjoxfQ==' }],
  ])(
    '%s %s {web-actions.5.5, web-actions.5.6, web-actions.5.7, web-actions.5.9, web-actions.5.10, web-actions.5.11}',
    (contentType, body, expected) => expect(given(ask({ contentType, body }))).toEqual(expected),
  );

  it.each(['{', '{a:1}', 'x', '{"a":1}}', `${'['.repeat(100_000)}`])(
    'refuse %.10s as JSON {web-actions.5.8}',
    (body) => {
      expect(() => given(ask({ contentType: 'application/json', body }))).toThrow(MALFORMED);
    },
  );

  it('let nobody touch the prototype', () => {
    const read = readArguments(ask({ contentType: 'application/json', body: '{"__proto__":{"x":1}}' }), plain);
    expect([Object.getPrototypeOf(read), Object.hasOwn(read, '__proto__')]).toEqual([Object.prototype, true]);
  });
});

describe('the query', () => {
  it('is promoted, the last of a repeated key; the body stands above it', () => {
    expect(given(ask({ search: 'a=1&a=2&b&c=&d=%20x+y&%C3%A9=%F0%9F%98%80' }))).toEqual({
      a: '2',
      b: '',
      c: '',
      d: ' x y',
      é: '😀',
    });
    const body = { contentType: 'application/json', body: '{"q":"body"}' };
    expect(given(ask({ search: 'q=query&r=query', ...body }))).toEqual({ q: 'body', r: 'query' });
  });

  it.each(['method', 'headers', 'path', 'user', 'query', 'body'])(
    'must not hold __ow_%s, nor must a body {web-actions.2.10, errors.6.4}',
    (name) => {
      const key = `__ow_${name}`;
      const json = { contentType: 'application/json', body: `{"${key}":1}` };
      const form = { contentType: 'application/x-www-form-urlencoded', body: `${key}=1` };
      for (const members of [{ search: `${key}=1` }, { search: key }, json, form]) {
        expect(() => given(ask(members))).toThrow(NOT_ALLOWED);
        expect(() => given(ask(members), raw)).not.toThrow();
      }
    },
  );

  it('may hold other names of that kind', () =>
    expect(given(ask({ search: '__ow_other=1' }))).toEqual({ __ow_other: '1' }));

  it('must not hold final parameters, nor must a body {web-actions.2.10, web-actions.3.3, errors.6.4}', () => {
    const rules = { raw: false, finalParameters: ['p'] };
    expect(() => given(ask({ search: 'p=1' }), rules)).toThrow(NOT_ALLOWED);
    expect(() => given(ask({ contentType: 'application/json', body: '{"p":1}' }), rules)).toThrow(NOT_ALLOWED);
    expect(given(ask({ search: 'P=1', contentType: 'application/json', body: '["p"]' }), rules)).toEqual({
      P: '1',
      __ow_body: ['p'],
    });
  });
});

describe('raw requests', () => {
  it.each([
    [undefined, '', ''],
    ['application/json', '', ''],
    ['application/json', '{"a":1}', 'eyJhIjoxfQ=='],
    ['application/json', '{', 'ew=='],
    ['application/vnd.x+json', '{', 'ew=='],
    ['application/x-www-form-urlencoded', 'a=b&c=d', 'a=b&c=d'],
    ['text/plain', 'hello', 'hello'],
    ['application/xml', '<a/>', '<a/>'],
    ['application/octet-stream', 'bytes', 'Ynl0ZXM='],
    ['image/png', 'x', 'eA=='],
    [undefined, 'abc', 'YWJj'],
  ])('%s %s {web-actions.3.2}', (contentType, body, expected) =>
    expect(given(ask({ contentType, body }), raw)).toEqual({ __ow_query: '', __ow_body: expected }),
  );

  it.each([
    ['a=1&b=%20x&__ow_path=1', 'a=1&b=+x&__ow_path=1'],
    ['a', 'a'],
    ['a=', 'a='],
    ['=a', '=a'],
    ['a=b=c', 'a=b%3Dc'],
    ['&a=1&&b=2&', 'a=1&b=2'],
    ['a=%2B%26%3D%25', 'a=%2B%26%3D%25'],
    ["a=/?:@$,;!*'()~-._", "a=/?:@$,;!*'()~-._"],
    ['%c3%a9=%7e', '%C3%A9=~'],
    ['a=%zz', 'a=%25zz'],
    ['a=%ff', 'a=%EF%BF%BD'],
  ])('render the query %s as %s', (search, query) =>
    expect(given(ask({ search }), raw)).toEqual({ __ow_query: query, __ow_body: '' }),
  );
});
