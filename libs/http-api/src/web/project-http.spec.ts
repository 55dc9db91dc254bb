import type { JsonValue } from '@whisker/entities';
import { projectHttp } from './project-http';

const HTML = 'text/html; charset=UTF-8';
const INVALID = "Response is not valid 'message/http'.";
const MISMATCH = 'Response type in header did not match generated content type.';
const UNKNOWN = 'Response did not specify a known content-type.';
const EMPTY = { status: 204, headers: [] };

describe('.http: status', () => {
  it.each<[JsonValue, number]>([
    [201, 201],
    ['202', 202],
    ['+203', 203],
    [444, 444],
    [599, 599],
    [200, 200],
    [302, 302],
    [200.0, 200],
  ])('%j is %i {web-actions.6.by-extension.5}', (statusCode, status) => {
    expect(projectHttp({ statusCode })).toEqual({ status, headers: [] });
    expect(projectHttp({ statusCode, body: 'x' })).toEqual({ status, headers: [], type: HTML, content: 'x' });
  });

  it.each<[JsonValue]>(
    [600, 99, 0, -200, 200.5, 1e30, 'x', '', ' 200', '200.0', '2e2', null, true, {}, [200]].map((value) => [value]),
  )('%j is refused {web-actions.6.by-extension.5, errors.6.9}', (statusCode) =>
    expect(() => projectHttp({ statusCode, body: 'x' })).toThrow(INVALID),
  );

  it.each([100, 101, 103, 199])('%i would leave the client waiting and is refused', (statusCode) =>
    expect(() => projectHttp({ statusCode })).toThrow(INVALID),
  );

  it.each([204, 205, 304])('%i has no body', (statusCode) =>
    expect(projectHttp({ statusCode, body: 'ignored' })).toEqual({ status: statusCode, headers: [] }),
  );

  it('is 200 with a body and 204 without {web-actions.6.http-default.1, web-actions.6.http-default.2}', () => {
    expect(projectHttp({ body: 'x' }).status).toBe(200);
    for (const result of [{}, { a: 1 }, { body: null }, { body: '' }]) expect(projectHttp(result)).toEqual(EMPTY);
  });
});

describe('.http: headers', () => {
  it.each<[JsonValue, readonly string[]]>([
    [{}, []],
    [{ 'x-one': 'a', 'X-Two': 2, 'x-three': true }, ['x-one', 'a', 'X-Two', '2', 'x-three', 'true']],
    [{ 'x-one': ['a', 'b', 1] }, ['x-one', 'a', 'x-one', 'b', 'x-one', '1']],
    [{ 'Set-Cookie': ['a=b; Path=/', 'c=d'] }, ['Set-Cookie', 'a=b; Path=/', 'Set-Cookie', 'c=d']],
    [{ 'x-one': [] }, []],
    [{ 'x-one': '' }, ['x-one', '']],
    [{ 'x-one': 'é' }, ['x-one', 'é']],
    [{ location: 'http://example.com/x' }, ['location', 'http://example.com/x']],
    [{ 'access-control-allow-origin': 'http://me' }, ['access-control-allow-origin', 'http://me']],
    [{ 'content-type': 'text/plain' }, []],
  ])('%j {web-actions.6.by-extension.5}', (headers, lines) =>
    expect(projectHttp({ headers })).toEqual({ status: 204, headers: lines }),
  );

  it.each<[JsonValue]>(
    [
      { 'x-one': null },
      { 'x-one': {} },
      { 'x-one': [{}] },
      { 'x-one': [['a']] },
      'x',
      [],
      null,
      5,
      { 'x one': 'a' },
      { '': 'a' },
      { 'x-one': 'a\r\nSet-Cookie: b=c' },
      { 'x-one\r\nx-two': 'a' },
      { 'x-one': 'a\u0000' },
      { 'x-one': '☃' },
    ].map((headers) => [headers]),
  )('%j are refused {web-actions.6.by-extension.5, errors.6.9}', (headers) =>
    expect(() => projectHttp({ headers, body: 'x' })).toThrow(INVALID),
  );

  it('do not frame the message, nor name it', () => {
    const names = ['Content-Length', 'transfer-encoding', 'Connection', 'keep-alive', 'Upgrade', 'trailer'];
    const headers = Object.fromEntries(
      [...names, 'X-Request-ID', 'x-openwhisk-activation-id'].map((name) => [name, '5']),
    );
    expect(projectHttp({ headers, body: 'x' })).toMatchObject({ headers: [], content: 'x' });
  });
});

describe('.http: body', () => {
  const of = (body: JsonValue, type?: JsonValue) =>
    projectHttp({ body, ...(type !== undefined && { headers: { 'Content-Type': type } }) });

  it.each<[JsonValue, string | undefined, string, string]>([
    ['plain <b>', undefined, HTML, 'plain <b>'],
    ['☃', undefined, HTML, '☃'],
    [5, undefined, 'application/json', '5'],
    [true, undefined, 'application/json', 'true'],
    [false, undefined, 'application/json', 'false'],
    [0, undefined, 'application/json', '0'],
    [{ a: 1 }, undefined, 'application/json', '{\n  "a": 1\n}'],
    [[1], undefined, 'application/json', '[1]'],
    ['x', 'text/plain', 'text/plain; charset=UTF-8', 'x'],
    ['<p/>', 'text/html', HTML, '<p/>'],
    ['a,b', 'text/csv', 'text/csv; charset=UTF-8', 'a,b'],
    ['<a/>', 'application/xml', 'application/xml; charset=UTF-8', '<a/>'],
    ['var a', 'application/javascript', 'application/javascript; charset=UTF-8', 'var a'],
    ['é', 'text/plain; charset=iso-8859-1', 'text/plain; charset=UTF-8', 'é'],
    ['é', 'text/html; charset=utf-8', HTML, 'é'],
    ['a=b', 'application/x-www-form-urlencoded', 'application/x-www-form-urlencoded', 'a=b'],
    ['data: x\n\n', 'text/event-stream; charset=utf-8', 'text/event-stream', 'data: x\n\n'],
    [{ a: 1 }, 'application/json', 'application/json', '{\n  "a": 1\n}'],
    [5, 'application/json; charset=utf-8', 'application/json', '5'],
    [{ a: 1 }, 'application/vnd.api+json', 'application/vnd.api+json', '{\n  "a": 1\n}'],
    ['{"a":1}', 'application/json', 'application/json', '{"a":1}'],
    ['not json', 'application/json', 'application/json', 'not json'],
    ['123456', 'application/json', 'application/json', '123456'],
  ])(
    '%j as %s {web-actions.6.http-default.2, web-actions.6.http-default.3, web-actions.6.http-default.5, web-actions.6.http-default.6, web-actions.6.http-default.7}',
    (body, declared, type, content) => expect(of(body, declared)).toEqual({ status: 200, headers: [], type, content }),
  );

  it.each([
    ['eyJhIjoxfQ==', 'application/json', '{"a":1}'],
    ['eyJhIjoxfQ==', 'application/vnd.api+json', '{"a":1}'],
    ['YWI=', 'application/pdf', 'ab'],
    ['eHg=', 'a/b', 'xx'],
    ['eHg', 'a/b', 'xx'],
    ['PHN2Zy8+', 'image/svg+xml', '<svg/>'],
    ['YWI=', 'application/octet-stream', 'ab'],
  ])('%s as %s is base64 {web-actions.6.http-default.4, web-actions.6.http-default.5}', (body, type, text) =>
    expect(of(body, type)).toEqual({ status: 200, headers: [], type, content: Buffer.from(text) }),
  );

  it.each<[JsonValue, string]>([
    ['not base64!', 'image/png'],
    ['<svg/>', 'image/svg+xml'],
    ['x', 'a/b'],
    ['eHg==', 'a/b'],
    ['=', 'a/b'],
    ['eH g=', 'image/png'],
    ['eH-_', 'image/png'],
    [{ a: 1 }, 'text/plain'],
    [[1], 'application/xml'],
    [{ a: 1 }, 'image/png'],
    [5, 'text/html'],
  ])(
    '%j is not of the type %s {web-actions.6.http-default.4, web-actions.6.http-default.8, errors.6.11}',
    (body, type) => expect(() => of(body, type)).toThrow(MISMATCH),
  );

  it.each<[JsonValue, JsonValue]>([
    ['x', 'nonsense'],
    ['x', ''],
    ['x', 5],
    ['x', true],
    [{ a: 1 }, 'nonsense'],
  ])('%j is of a type nobody knows: %j {web-actions.6.http-default.9, errors.6.10}', (body, type) =>
    expect(() => of(body, type)).toThrow(UNKNOWN),
  );

  it('is not asked for its type if it is empty {web-actions.6.http-default.1}', () => {
    for (const body of ['', null]) expect(of(body, 'nonsense')).toEqual(EMPTY);
    expect(projectHttp({ headers: { 'content-type': 'image/png' } })).toEqual(EMPTY);
  });

  it('of a type in a list is of the first', () => {
    expect(of('x', ['text/plain', 'text/css'])).toMatchObject({ type: 'text/plain; charset=UTF-8' });
  });
});
