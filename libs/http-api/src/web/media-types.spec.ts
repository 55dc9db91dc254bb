import { decodeText, familyOf, isAlwaysUtf8, parseMediaType, printMediaType, type MediaType } from './media-types';

const read = (text: string) => parseMediaType(text) as MediaType;

describe('a content type', () => {
  it.each([
    ['text/plain', 'text/plain', []],
    ['Text/PLAIN', 'text/plain', []],
    [' text/plain ;charset=utf-8', 'text/plain', [['charset', 'utf-8']]],
    ['text/plain; Charset="utf-8"', 'text/plain', [['charset', 'utf-8']]],
    ['text/plain;', 'text/plain', []],
    ['multipart/form-data; boundary="a; b\\"c"', 'multipart/form-data', [['boundary', 'a; b"c']]],
    [
      'application/json; charset=utf-8; profile=x',
      'application/json',
      [
        ['charset', 'utf-8'],
        ['profile', 'x'],
      ],
    ],
  ])('%s', (text, essence, parameters) => expect(parseMediaType(text)).toEqual({ essence, parameters }));

  it.each([
    '',
    'nonsense',
    '5',
    'true',
    'a/',
    '/b',
    '*/*',
    'text/*',
    'a/b/c',
    'a b/c',
    'text/plain; charset',
    'text/plain; =x',
    'text/plain; a="x',
    'text/plain; a=x y',
    'text/plain\r\nx: y',
    'text/plain; a="\r\n"',
    `a/${'b'.repeat(1100)}`,
  ])('is unreadable: %j', (text) => expect(parseMediaType(text)).toBeUndefined());

  it.each([
    ['text/plain', undefined, 'text/plain'],
    ['text/plain', 'UTF-8', 'text/plain; charset=UTF-8'],
    ['text/plain;charset=iso-8859-1;format=flowed', 'UTF-8', 'text/plain; format=flowed; charset=UTF-8'],
    ['application/json; charset=utf-8', null, 'application/json'],
    ['multipart/mixed; boundary="a\\" b"', undefined, 'multipart/mixed; boundary="a\\" b"'],
  ])('%s with the charset %s is printed as %s', (text, charset, printed) =>
    expect(printMediaType(read(text), charset)).toBe(printed),
  );

  it.each([
    ['json', ['application/json', 'application/vnd.api+json', 'image/x+json', 'application/json; charset=utf-8']],
    ['form', ['application/x-www-form-urlencoded']],
    ['text', ['text/plain', 'text/x-own', 'application/xml', 'application/javascript', 'application/xhtml+xml']],
    ['text', ['application/graphql; charset=utf-8', 'a/b; charset=utf-8']],
    ['binary', ['application/octet-stream', 'image/png', 'image/svg+xml', 'multipart/form-data; boundary=b', 'a/b']],
    ['binary', ['application/custom', 'application/pdf', 'image/svg+xml; charset=utf-8', 'font/woff2', 'video/mp4']],
  ])('of the family %s: %j', (family, types) => {
    for (const type of types) expect([type, familyOf(read(type))]).toEqual([type, family]);
  });

  it.each([
    ['application/json', true],
    ['application/x-www-form-urlencoded', true],
    ['text/event-stream', true],
    ['text/html', false],
  ])('%s is always UTF-8: %s', (type, is) => expect(isAlwaysUtf8(read(type))).toBe(is));

  it.each([
    ['text/plain', 'c3a9', 'é'],
    ['text/plain; charset=UTF-8', 'c3a9', 'é'],
    ['text/plain; charset=iso-8859-1', 'e9', 'é'],
    ['text/plain; charset=utf-16le', 'e900', 'é'],
    ['text/plain; charset=klingon', 'c3a9', undefined],
    ['text/plain', 'ff', '\uFFFD'],
  ])('%s reads %s as %s', (type, hex, text) => expect(decodeText(Buffer.from(hex, 'hex'), read(type))).toBe(text));
});
